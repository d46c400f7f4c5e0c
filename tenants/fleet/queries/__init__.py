"""What can be asked about the fleet."""

from tenants.fleet.queries.ledger import (
    backfill_progress,
    fleet_map,
    get_line,
    held_back,
    open_lines,
    ring_sizes,
)

__all__ = ["backfill_progress", "fleet_map", "get_line", "held_back", "open_lines", "ring_sizes"]
