"""A company ceases to exist: after a grace, step by step, each recorded and safe to do again."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.ids import new_id
from guildhall.kernel.redis import redis
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, TenantState, enter
from tenants.archives.errors import (
    AccountOpen,
    ErasureAlreadyAsked,
    ErasureBegun,
    ErasureNotDue,
    ErasureNotFound,
    NotConfirmed,
)
from tenants.archives.events import ErasureAsked, ErasureCanceled, TenantErased
from tenants.archives.models import Erasure, Restoration
from tenants.archives.operations.companies import ask_customer_export
from tenants.archives.operations.files import remove_files
from tenants.archives.operations.forgetting import forget_rows
from tenants.archives.operations.ground import company, drop_schema, owner_of, work_alone
from tenants.archives.operations.keys import destroy_key
from tenants.archives.operations.places import archives, folder_of, remove_folder
from tenants.archives.operations.tombstones import set_tombstone, who_came_back
from tenants.archives.rules.timing import GRACE
from tenants.archives.states import ERASURE, OPEN, ArchiveKind, ErasureMove, ErasureState
from tenants.directory import roll_changed
from tenants.models import Tenant
from tenants.operations import move_tenant
from tenants.states import TENANT, TenantMove

CLOSED = frozenset({TenantState.ARCHIVED, TenantState.ERASED})

ASKED_FOR = N_("It was asked to be erased.")

type Step = Callable[[Erasure, Stamp], int]


def ask_erasure(slug: str, *, typed: str, grace: timedelta = GRACE, stamp: Stamp) -> UUID:
    """Close a company's account; it is erased when the grace is over.

    An export that the company can take along is made meanwhile. Refuses with TenantNotFound,
    NotPermitted, NotConfirmed, ErasureAlreadyAsked or MoveNotAllowed.
    """
    tenant = company(slug)
    stamp.by.must("tenants:edit")
    _must_be_confirmed(slug, typed)
    with enter(PLATFORM), transaction.atomic():
        found = Erasure.objects.filter(tenant_id=tenant.id, state__in=OPEN).first()
        if found is not None:
            raise ErasureAlreadyAsked(slug=slug, due=found.due_at.date())
        for move in _ways_out(TenantState(tenant.state)):
            move_tenant(slug, move=move, reason=ASKED_FOR, stamp=stamp)
        row = Erasure.objects.create(
            id=new_id(),
            tenant_id=tenant.id,
            slug=slug,
            schema=tenant.schema,
            shard=tenant.shard,
            asked_by=stamp.by.name,
            asked_at=stamp.at,
            due_at=stamp.at + grace,
            final_export=ask_customer_export(tenant.id, kind=ArchiveKind.FINAL, stamp=stamp),
        )
        record(ErasureAsked(tenant_id=tenant.id, due_at=row.due_at.isoformat(), stamp=stamp))
    return row.id


def cancel_erasure(slug: str, *, stamp: Stamp) -> None:
    """Call an erasure off and open the company's account again.

    Refuses with TenantNotFound, NotPermitted, ErasureNotFound or ErasureBegun.
    """
    tenant = company(slug)
    stamp.by.must("tenants:edit")
    with enter(PLATFORM), transaction.atomic():
        row = _open_row(tenant.id, slug)
        if row.state != ErasureState.ASKED:
            raise ErasureBegun(slug=slug)
        row.state = ERASURE.after(ErasureState(row.state), ErasureMove.CANCEL)
        row.save(update_fields=["state"])
        move_tenant(slug, move=TenantMove.REOPEN, reason="", stamp=stamp)
        record(ErasureCanceled(tenant_id=tenant.id, stamp=stamp))


def erase(slug: str, *, typed: str, stamp: Stamp) -> UUID:
    """Erase a company whose grace is over, for good. Returns the receipt's id.

    An erasure that was interrupted is gone on with. Refuses with TenantNotFound, NotPermitted,
    NotConfirmed, ErasureNotFound, ErasureNotDue, AccountOpen or CompanyBusy.
    """
    stamp.by.must("tenants:edit")
    _must_be_confirmed(slug, typed)
    with enter(PLATFORM), transaction.atomic():
        row = _open_row_by_slug(slug)
        if row.state == ErasureState.ASKED and row.due_at > stamp.at:
            raise ErasureNotDue(slug=slug, due=row.due_at.date())
        _begin(row)
    run(row, stamp=stamp)
    return row.id


def erase_all_due(*, stamp: Stamp) -> tuple[UUID, ...]:
    """Erase every company whose grace is over, and go on where one was interrupted."""
    stamp.by.must("tenants:edit")
    with enter(PLATFORM):
        closed = Tenant.objects.filter(state__in=CLOSED).values("id")
        rows = Erasure.objects.filter(state__in=OPEN, due_at__lte=stamp.at, tenant_id__in=closed)
        slugs = [row.slug for row in rows.order_by("id")]
    return tuple(erase(slug, typed=slug, stamp=stamp) for slug in slugs)


def replay_tombstones(*, stamp: Stamp) -> tuple[UUID, ...]:
    """Erase again whoever came back with a database that was restored from a backup."""
    rows = who_came_back(stamp=stamp)
    for row in rows:
        run(row, stamp=stamp)
    return tuple(row.tenant_id for row in rows)


def run(row: Erasure, *, stamp: Stamp) -> None:
    """Take every step of an erasure that has begun. Each finds nothing to do the second time."""
    with owner_of(row.shard) as connection:
        work_alone(connection, row.schema, slug=row.slug)
        for name, step in STEPS.items():
            done = step(row, stamp)
            row.counts = {**row.counts, name: row.counts.get(name, 0) + done}
            with enter(PLATFORM):
                row.save(update_fields=["counts"])
            reached(f"archives.{name}")
        _finish(row, stamp)


def _must_be_confirmed(slug: str, typed: str) -> None:
    if typed != slug:
        raise NotConfirmed(slug=slug)


def _ways_out(state: TenantState) -> tuple[TenantMove, ...]:
    """Return the moves that lead to a closed account. From a move or none, there is no way."""
    if state is TenantState.ARCHIVED:
        return ()
    if TenantMove.ARCHIVE in TENANT.allowed(state):
        return (TenantMove.ARCHIVE,)
    return (TenantMove.SUSPEND, TenantMove.ARCHIVE)


def _open_row(tenant_id: UUID, slug: str) -> Erasure:
    rows = Erasure.objects.select_for_update().filter(tenant_id=tenant_id, state__in=OPEN)
    row = rows.first()
    if row is None:
        raise ErasureNotFound(slug=slug)
    return row


def _open_row_by_slug(slug: str) -> Erasure:
    """Find it by the name on the receipt: the roll forgets the name on the way."""
    row = Erasure.objects.select_for_update().filter(slug=slug, state__in=OPEN).first()
    if row is None:
        raise ErasureNotFound(slug=slug)
    return row


def _begin(row: Erasure) -> None:
    """Pass the point of no return, unless somebody has opened the account again meanwhile."""
    state = Tenant.objects.values_list("state", flat=True).get(id=row.tenant_id)
    if state not in CLOSED:
        raise AccountOpen(slug=row.slug)
    row.state = ERASURE.after(ErasureState(row.state), ErasureMove.RUN)
    row.save(update_fields=["state"])


def _close_roll(row: Erasure, _stamp: Stamp) -> int:
    """Make it known to nobody, before anything is taken away."""
    with enter(PLATFORM), transaction.atomic():
        closed = Tenant.objects.filter(id=row.tenant_id).exclude(state=TenantState.ERASED)
        count = closed.update(state=TenantState.ERASED)
        roll_changed()
    return count


def _set_tombstone(row: Erasure, _stamp: Stamp) -> int:
    set_tombstone(row)
    return 0


def _drop_schemas(row: Erasure, _stamp: Stamp) -> int:
    """Drop the live schema and whatever restorations have left beside it."""
    with enter(PLATFORM):
        beside = Restoration.objects.filter(tenant_id=row.tenant_id)
        names = [name for pair in beside.values_list("incoming", "outgoing") for name in pair]
    with owner_of(row.shard) as connection:
        return sum(drop_schema(connection, name, slug=row.slug) for name in (row.schema, *names))


def _drop_role(row: Erasure, _stamp: Stamp) -> int:
    with owner_of(row.shard) as connection:
        there = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [row.schema])
        found = there.fetchone() is not None
        connection.execute(f"DROP ROLE IF EXISTS {row.schema}".encode())
    return int(found)


def _remove_files(row: Erasure, _stamp: Stamp) -> int:
    return remove_files(Scope(tenant_id=row.tenant_id, schema=row.schema, role=row.schema))


def _remove_archives(row: Erasure, _stamp: Stamp) -> int:
    return remove_folder(archives(), folder_of(row.tenant_id))


def _destroy_key(row: Erasure, stamp: Stamp) -> int:
    return destroy_key(row.tenant_id, stamp=stamp)


def _forget_in_redis(row: Erasure, _stamp: Stamp) -> int:
    """Remove every key that names the company: caches, rates, hints, whoever wrote them."""
    keys = list(redis().scan_iter(f"*{row.tenant_id}*", count=1_000))
    return int(redis().delete(*keys)) if keys else 0


def _forget_rows(row: Erasure, _stamp: Stamp) -> int:
    return forget_rows(row.tenant_id)


def _blank_the_roll(row: Erasure, _stamp: Stamp) -> int:
    """Leave a line without a name, so that an id in an old receipt still leads somewhere."""
    with enter(PLATFORM), transaction.atomic():
        roll_changed()
        return Tenant.objects.filter(id=row.tenant_id).update(
            name="", slug=row.schema.replace("t_", "erased-"), state_reason=""
        )


STEPS: Mapping[str, Step] = {
    "roll_closed": _close_roll,
    "tombstone_set": _set_tombstone,
    "schemas_dropped": _drop_schemas,
    "role_dropped": _drop_role,
    "files_removed": _remove_files,
    "archives_removed": _remove_archives,
    "key_destroyed": _destroy_key,
    "redis_forgotten": _forget_in_redis,
    "rows_forgotten": _forget_rows,
    "roll_blanked": _blank_the_roll,
}


def _finish(row: Erasure, stamp: Stamp) -> None:
    with enter(PLATFORM), transaction.atomic():
        row.state = ERASURE.after(ErasureState(row.state), ErasureMove.FINISH)
        row.finished_at = stamp.at
        row.save(update_fields=["state", "finished_at"])
        record(TenantErased(tenant_id=row.tenant_id, erasure_id=row.id, stamp=stamp))
