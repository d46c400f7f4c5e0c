"""Where Citus places schemas: it moves them, and the roll follows.

The application connects to the worker that owns a schema, since the coordinator would have to
log in there as the company's own role, which cannot. `docs/decisions/0017` says what is known.
"""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from guildhall.kernel.tenancy.shards import OWNER, database_of
from tenants.directory import roll_changed
from tenants.models import Tenant
from tenants.moves.errors import NotOnCitus
from tenants.moves.events import PlaceFollowed
from tenants.moves.operations.places import Raw, owner_of, shards
from tenants.moves.rules import shards_of_schemas

CITUS = "citus"

_PLACES = """
SELECT DISTINCT n.nspname, d.nodename, d.nodeport
FROM pg_dist_schema s
JOIN pg_namespace n ON n.oid = s.schemaid
JOIN pg_dist_partition p USING (colocationid)
JOIN pg_dist_shard USING (logicalrelid)
JOIN pg_dist_placement USING (shardid)
JOIN pg_dist_node d USING (groupid)
WHERE d.noderole = 'primary'
"""


def follow_citus(*, stamp: Stamp) -> tuple[int, list[str]]:
    """Write to the roll which worker owns each company's schema.

    Returns how many companies were sent elsewhere, and the workers that no shard names; their
    companies are left where they were. Refuses with NotOnCitus or NotPermitted.
    """
    stamp.by.must("tenants:edit")
    if settings.SHARDING != CITUS:
        raise NotOnCitus
    with owner_of("default") as coordinator:
        placed = places(coordinator)
    found, strangers = shards_of_schemas(placed, _addresses())
    return _send(found, stamp), strangers


def places(coordinator: Raw) -> dict[str, tuple[str, int]]:
    """Return the host and port of the worker that owns each schema, as Citus knows them."""
    rows = coordinator.execute(_PLACES.encode()).fetchall()
    return {schema: (host, port) for schema, host, port in rows}


def _addresses() -> dict[tuple[str, int], str]:
    values = {shard: settings.DATABASES[database_of(shard, OWNER)] for shard in shards()}
    return {(each["HOST"], int(each["PORT"] or 5432)): shard for shard, each in values.items()}


def _send(found: Mapping[str, str], stamp: Stamp) -> int:
    sent = 0
    with enter(PLATFORM), transaction.atomic():
        rows = Tenant.objects.select_for_update().filter(schema__in=found).order_by("id")
        for tenant in rows:
            before, shard = tenant.shard, found[tenant.schema]
            if before == shard:
                continue
            tenant.shard = shard
            tenant.save(update_fields=["shard"])
            record(PlaceFollowed(tenant_id=tenant.id, source=before, target=shard, stamp=stamp))
            sent += 1
        roll_changed()
    return sent
