"""Looking at what a move has made, past the house's own code."""

from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.directory import scope_of
from tenants.models import Tenant
from tests.harness.counts import rows_in
from tests.harness.owner import as_owner

_TABLES = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace
ORDER BY relname
"""
_DIGEST = """
SELECT count(*), coalesce(md5(string_agg(r::text, '|' ORDER BY r::text)), '') FROM {} r
"""
_LEFT = """
SELECT 'subscription' FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
    WHERE d.datname = current_database()
UNION ALL SELECT 'publication' FROM pg_publication
UNION ALL SELECT 'slot' FROM pg_replication_slots WHERE database = current_database()
"""


def lies(scope: Scope) -> Scope:
    """Return where a company lies now, asked past every cache."""
    with enter(PLATFORM):
        return scope_of(Tenant.objects.get(id=scope.tenant_id))


def told(scope: Scope) -> dict[str, tuple[int, str]]:
    """Return how many rows each table holds, and a digest of them all."""
    tables = [name for (name,) in rows_in(scope, _TABLES, scope.schema)]
    return {name: rows_in(scope, _DIGEST.format(name))[0] for name in tables}


def left_behind() -> list[str]:
    """Return what still follows or could be followed, in either database."""
    found = []
    for shard in ("default", "east"):
        with as_owner(shard=shard) as owner:
            found += [f"{what} in {shard}" for (what,) in owner.execute(_LEFT.encode()).fetchall()]
    return found


def copies_of(scope: Scope) -> list[str]:
    """Return the databases that hold a schema of this company."""
    found = []
    for shard in ("default", "east"):
        with as_owner(shard=shard) as owner:
            there = owner.execute("SELECT to_regnamespace(%s)", [scope.schema]).fetchone()
            if there is not None and there[0] is not None:
                found.append(shard)
    return found
