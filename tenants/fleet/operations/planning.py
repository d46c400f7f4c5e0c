"""What a run would do, without doing it."""

from collections import Counter

from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.fleet.models import LedgerLine
from tenants.fleet.operations.connections import owner_connection
from tenants.fleet.operations.fingerprints import fingerprints
from tenants.fleet.operations.ledger import sync_ledger
from tenants.fleet.operations.upgrading import compile_groups, target_version
from tenants.fleet.queries import open_lines
from tenants.fleet.states import Ring
from tenants.fleet.types import GroupPlan


def plan_fleet() -> tuple[GroupPlan, ...]:
    """Return the groups of schemas that are behind, and the script of each.

    Refuses with HistoryStale or NotReplayable.
    """
    target = target_version()
    with enter(PLATFORM):
        sync_ledger()
        scripts = compile_groups(target)
        rings: dict[tuple[str, int, str], Counter[Ring]] = {alike: Counter() for alike in scripts}
        for line in open_lines(target):
            rings[line.shard, line.version, line.fingerprint][Ring(line.ring)] += 1
    return tuple(
        GroupPlan(
            version=alike[1],
            fingerprint=alike[2],
            schemas=rings[alike].total(),
            by_ring=dict(rings[alike]),
            steps=() if isinstance(script, str) else script.steps,
            trouble=script if isinstance(script, str) else "",
        )
        for alike, script in scripts.items()
    )


def verify_ledger() -> tuple[str, ...]:
    """Look at every real schema; return those that are not what their version's others are.

    Their fingerprints go into the ledger, so that each gets the script that fits it.
    """
    with enter(PLATFORM):
        sync_ledger()
        lines = list(LedgerLine.objects.order_by("tenant_id"))
        for shard in {line.shard for line in lines}:
            mine = [line for line in lines if line.shard == shard]
            with owner_connection(shard) as owner:
                found = fingerprints(owner, [line.schema for line in mine])
            for line in mine:
                line.fingerprint = found.get(line.schema, "none")
        LedgerLine.objects.bulk_update(lines, ["fingerprint"], batch_size=500)
    return tuple(_odd_ones(lines))


def _odd_ones(lines: list[LedgerLine]) -> list[str]:
    usual: dict[int, Counter[str]] = {}
    for line in lines:
        usual.setdefault(line.version, Counter())[line.fingerprint] += 1
    return [
        line.schema
        for line in lines
        if line.fingerprint != usual[line.version].most_common(1)[0][0]
    ]
