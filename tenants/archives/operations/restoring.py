"""A company as it was: built beside the live schema, compared, and put in its place.

The row says how far it is: asked → built → swapped. Whatever dies on the way, the next call
goes on: what was built in a transaction is whole or not there, and whether two schemas have
changed names is to be seen from the names.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg import Connection

from guildhall.kernel.epochs import move_every_epoch
from guildhall.kernel.events import Event, record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.archives.errors import ArchiveTooNew, NothingToSwapBack
from tenants.archives.events import RestoreUndone, TenantRestored
from tenants.archives.models import Restoration
from tenants.archives.operations.exporting import make_archive, read_manifest
from tenants.archives.operations.files import put_back_files
from tenants.archives.operations.ground import (
    company,
    company_of,
    drop_schema,
    exists,
    owner_of,
    work_alone,
)
from tenants.archives.operations.keys import data_key
from tenants.archives.operations.loading import build
from tenants.archives.operations.swapping import swap
from tenants.archives.ports import house
from tenants.archives.queries import get_archive
from tenants.archives.rules.timing import KEEP_FORMER
from tenants.archives.states import (
    RESTORATION,
    UNDER_WAY,
    ArchiveKind,
    Purpose,
    RestorationMove,
    RestorationState,
)
from tenants.archives.types import Manifest
from tenants.artefact import migrate_here, schema_name
from tenants.directory import roll_changed, scope_of
from tenants.models import Tenant
from tenants.versions import newest


def restore(slug: str, *, archive_id: UUID | None = None, stamp: Stamp) -> UUID:
    """Bring a company back to an archive, the newest if none is named.

    A restoration that was interrupted is gone on with. What the company has now is archived
    first, and its schema is kept beside the new one for a week: `swap_back` undoes everything.
    Refuses with TenantNotFound, NotPermitted, ArchiveNotFound, ArchiveDamaged, ArchiveTooNew,
    RestoreDiffers or CompanyBusy.
    """
    tenant = company(slug)
    stamp.by.must("tenants:edit")
    chosen = get_archive(tenant.id, slug=slug, archive_id=archive_id)
    with owner_of(tenant.shard) as connection:
        work_alone(connection, tenant.schema, slug=slug)
        row = _under_way(tenant.id)
        if row is None:
            if exists(connection, tenant.schema):
                make_archive(slug, kind=ArchiveKind.BEFORE_RESTORE, stamp=stamp)
            row = ask(tenant, archive_id=chosen.id, purpose=Purpose.RESTORE, stamp=stamp)
        reached("archives.restore_asked")
        try:
            go_on(connection, tenant, row=row, stamp=stamp)
        except Refusal as refusal:
            give_up(connection, tenant, row=row, refusal=refusal)
            raise
    return row.id


def swap_back(slug: str, *, stamp: Stamp) -> UUID:
    """Undo the last restoration of a company: what was before it is live again.

    Refuses with TenantNotFound, NotPermitted, NothingToSwapBack or CompanyBusy.
    """
    tenant = company(slug)
    stamp.by.must("tenants:edit")
    with owner_of(tenant.shard) as connection:
        work_alone(connection, tenant.schema, slug=slug)
        row = _last_swapped(tenant)
        if not exists(connection, row.incoming):  # else a killed call got this far
            swap(connection, tenant, incoming=row.outgoing, outgoing=row.incoming)
            reached("archives.swapped_back")
        undone = RestoreUndone(tenant_id=tenant.id, restoration_id=row.id, stamp=stamp)
        _told(tenant, row, move=RestorationMove.UNDO, fact=undone, stamp=stamp)
    house().restored(scope_of(tenant), stamp)
    return row.id


def ask(tenant: Tenant, *, archive_id: UUID, purpose: Purpose, stamp: Stamp) -> Restoration:
    """Write down what is to be built, and the names that it will have."""
    with enter(PLATFORM):
        return Restoration.objects.create(
            tenant_id=tenant.id,
            archive_id=archive_id,
            purpose=purpose,
            shard=tenant.shard,
            incoming=schema_name(new_id()),
            outgoing=schema_name(new_id()),
            asked_by=stamp.by.name,
            created_at=stamp.at,
        )


def go_on(connection: Connection[Any], tenant: Tenant, *, row: Restoration, stamp: Stamp) -> None:
    """Do what is left of a restoration."""
    key = data_key(tenant.id)
    manifest = read_manifest(tenant.id, archive_id=row.archive_id, key=key)
    if row.state == RestorationState.ASKED:
        build_beside(connection, manifest, row=row, key=key)
    if not exists(connection, row.outgoing):  # else a killed run got this far
        put_back_files(scope_of(tenant), manifest, key=key)
        reached("archives.files_put_back")
        _bring_up_to_date(tenant, manifest, row=row)
        reached("archives.schema_migrated")
        swap(connection, tenant, incoming=row.incoming, outgoing=row.outgoing)
        reached("archives.swapped")
    restored = TenantRestored(
        tenant_id=tenant.id, archive_id=row.archive_id, restoration_id=row.id, stamp=stamp
    )
    _told(tenant, row, move=RestorationMove.SWAP, fact=restored, stamp=stamp)
    reached("archives.restore_told")
    house().restored(scope_of(tenant), stamp)


def build_beside(
    connection: Connection[Any], manifest: Manifest, *, row: Restoration, key: bytes
) -> None:
    """Build the schema of a restoration, unless a killed run has built it already."""
    if manifest.schema_version > newest().number:
        raise ArchiveTooNew(version=manifest.schema_version)
    if not exists(connection, row.incoming):
        build(connection, manifest, schema=row.incoming, key=key)
    reached("archives.schema_built")
    built(row)


def built(row: Restoration) -> None:
    _move(row, RestorationMove.BUILD)


def give_up(
    connection: Connection[Any], tenant: Tenant, *, row: Restoration, refusal: Refusal
) -> None:
    """Leave the company as it was, and note why."""
    drop_schema(connection, row.incoming, slug=tenant.slug)
    _move(row, RestorationMove.FAIL, error=str(refusal)[:300])


def close(row: Restoration, *, slug: str) -> int:
    """Drop whatever a restoration has left beside the live schema."""
    with owner_of(row.shard) as connection:
        dropped = drop_schema(connection, row.incoming, slug=slug)
        dropped += drop_schema(connection, row.outgoing, slug=slug)
    _move(row, RestorationMove.CLOSE)
    return dropped


def resume_all(*, stamp: Stamp) -> tuple[UUID, ...]:
    """Go on with every restoration that was interrupted; return which ones.

    One that somebody is working on refuses with CompanyBusy.
    """
    stamp.by.must("tenants:edit")
    with enter(PLATFORM):
        rows = Restoration.objects.filter(state__in=UNDER_WAY, purpose=Purpose.RESTORE)
        found = [(row.tenant_id, row.archive_id) for row in rows.order_by("id")]
    return tuple(
        restore(company_of(tenant_id).slug, archive_id=archive_id, stamp=stamp)
        for tenant_id, archive_id in found
    )


def _bring_up_to_date(tenant: Tenant, manifest: Manifest, *, row: Restoration) -> None:
    if manifest.schema_version < newest().number:
        beside = Scope(
            tenant_id=tenant.id, schema=row.incoming, role=row.incoming, shard=tenant.shard
        )
        migrate_here(beside)


def _under_way(tenant_id: UUID) -> Restoration | None:
    with enter(PLATFORM):
        rows = Restoration.objects.filter(tenant_id=tenant_id, state__in=UNDER_WAY)
        return rows.filter(purpose=Purpose.RESTORE).first()


def _last_swapped(tenant: Tenant) -> Restoration:
    with enter(PLATFORM):
        rows = Restoration.objects.filter(tenant_id=tenant.id, state=RestorationState.SWAPPED)
        row = rows.order_by("-swapped_at").first()
    if row is None:
        raise NothingToSwapBack(slug=tenant.slug)
    return row


def _told(
    tenant: Tenant, row: Restoration, *, move: RestorationMove, fact: Event, stamp: Stamp
) -> None:
    """Write down what was swapped, and make every process forget what it knew."""
    with enter(PLATFORM), transaction.atomic():
        _move(row, move)
        row.swapped_at, row.keeps_until = stamp.at, stamp.at + KEEP_FORMER
        row.save(update_fields=["swapped_at", "keeps_until"])
        if move is RestorationMove.SWAP:
            Tenant.objects.filter(id=tenant.id).update(schema_version=newest().number)
        roll_changed()
        transaction.on_commit(move_every_epoch)
        record(fact)


def _move(row: Restoration, move: RestorationMove, *, error: str = "") -> None:
    with enter(PLATFORM):
        row.state = RESTORATION.after(RestorationState(row.state), move)
        row.error = error
        row.save(update_fields=["state", "error"])
