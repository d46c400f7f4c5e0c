"""Everything that changes the fleet."""

from tenants.fleet.operations.backfilling import backfill_here, find_backfill
from tenants.fleet.operations.holding import choose_ring, freeze, quarantine, retry, thaw
from tenants.fleet.operations.ledger import sync_ledger
from tenants.fleet.operations.planning import plan_fleet, verify_ledger
from tenants.fleet.operations.standing_apart import bring_current
from tenants.fleet.operations.upgrading import upgrade_fleet

__all__ = [
    "backfill_here",
    "bring_current",
    "choose_ring",
    "find_backfill",
    "freeze",
    "plan_fleet",
    "quarantine",
    "retry",
    "sync_ledger",
    "thaw",
    "upgrade_fleet",
    "verify_ledger",
]
