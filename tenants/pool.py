"""Schemas made ahead, so that opening a company takes milliseconds.

A row comes first and names the company to come; then its schema is built, in one transaction
of its own database; then the row is ready to be claimed. Each step may be done again.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connections, transaction

from guildhall.kernel.fault_points import reached
from guildhall.kernel.ids import new_id
from guildhall.kernel.locking import lock_name
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.artefact import artefact, schema_name, schema_script
from tenants.errors import NoSchemaReady
from tenants.models import PoolSchema
from tenants.states import SchemaState
from tenants.types import PoolChange

# One at a time in each database: building holds over a thousand locks.
SERIALIZE = "SELECT pg_advisory_xact_lock(hashtextextended('guildhall.provisioning', 0))"
# Whoever reserved a schema and has not claimed it by then has given up.
PATIENCE = timedelta(hours=1)


def take(slug: str, *, shard: str) -> PoolSchema | None:
    """Take a ready schema off the pool inside the caller's transaction, if there is one.

    What was built for this very company comes first.
    """
    ready = PoolSchema.objects.select_for_update(skip_locked=True).filter(
        shard=shard,
        state=SchemaState.READY,
        version=artefact().version,
        reserved_for__in=("", slug),
    )
    row = ready.order_by("-reserved_for", "id").first()
    if row is not None:
        PoolSchema.objects.filter(id=row.id).delete()
    return row


def build(shard: str, *, reserved_for: str = "") -> None:
    """Make a schema ready, or make ready the one that was begun for the same company.

    Refuses with NoSchemaReady where this process may not create schemas.
    """
    if "owner" not in settings.DATABASES:
        raise NoSchemaReady
    with enter(PLATFORM):
        row = _reserve(shard, reserved_for)
    reached("provisioning.reserved")
    _finish(row)


@transaction.atomic
def _reserve(shard: str, slug: str) -> PoolSchema:
    """Write the row of a schema to come, or return the one that the same company has already."""
    if slug:
        lock_name(f"slug:{slug}")
        begun = PoolSchema.objects.filter(
            shard=shard, reserved_for=slug, version=artefact().version
        ).exclude(state=SchemaState.DROPPING)
        if row := begun.first():
            return row
    tenant_id = new_id()
    return PoolSchema.objects.create(
        id=tenant_id,
        schema=schema_name(tenant_id),
        shard=shard,
        version=artefact().version,
        reserved_for=slug,
    )


def keep_warm(size: int, *, shard: str, at: datetime, at_most: int = 1_000) -> PoolChange:
    """Have `size` schemas of this release ready: finish what was begun, replace what is outdated.

    Makes at most `at_most` schemas, so that a job that calls it ends in time.
    """
    with enter(PLATFORM):
        old = PoolSchema.objects.filter(shard=shard, made_at__lt=at - PATIENCE)
        old.exclude(reserved_for="").update(reserved_for="")
        dropped = sum(_drop(row) for row in _outdated(shard))
        begun = PoolSchema.objects.filter(
            shard=shard, state=SchemaState.BUILDING, reserved_for="", version=artefact().version
        )
        unfinished = list(begun.order_by("id")[:at_most])
    for row in unfinished:
        _finish(row)
    with enter(PLATFORM):
        missing = size - PoolSchema.objects.filter(shard=shard, reserved_for="").count()
    made = max(0, min(missing, at_most - len(unfinished)))
    for _ in range(made):
        build(shard)
    return PoolChange(made=made + len(unfinished), dropped=dropped)


def scope_of_pool(row: PoolSchema) -> Scope:
    return Scope(tenant_id=row.id, schema=row.schema, role=row.schema, shard=row.shard)


def _finish(row: PoolSchema) -> None:
    """Build the schema of a row unless somebody has, and say that it is ready."""
    owner = connections["owner"]
    with enter(scope_of_pool(row)), transaction.atomic("owner"), owner.cursor() as cursor:
        cursor.execute(SERIALIZE)
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [row.schema])
        if cursor.fetchone() is None:
            cursor.execute(schema_script(row.schema))
        reached("provisioning.schema_made")
    reached("provisioning.schema_committed")
    with enter(PLATFORM):
        PoolSchema.objects.filter(id=row.id, state=SchemaState.BUILDING).update(
            state=SchemaState.READY
        )
    reached("provisioning.schema_ready")


def _outdated(shard: str) -> Iterator[PoolSchema]:
    """Yield what no company will ever be put into, marked so that nobody claims it."""
    with transaction.atomic():
        rows = PoolSchema.objects.select_for_update(skip_locked=True).filter(shard=shard)
        ids = [row.id for row in rows.exclude(version=artefact().version)]
        PoolSchema.objects.filter(id__in=ids).update(state=SchemaState.DROPPING)
    yield from PoolSchema.objects.filter(shard=shard, state=SchemaState.DROPPING)


def _drop(row: PoolSchema) -> int:
    drop = f"DROP SCHEMA IF EXISTS {row.schema} CASCADE; DROP ROLE IF EXISTS {row.schema}"
    owner = connections["owner"]
    with enter(scope_of_pool(row)), transaction.atomic("owner"), owner.cursor() as cursor:
        cursor.execute(SERIALIZE)
        cursor.execute(drop)
    reached("provisioning.outdated_dropped")
    with enter(PLATFORM):
        return PoolSchema.objects.filter(id=row.id).delete()[0]
