"""Levels, locked: the two statements of the order path by hand, and rows for everything else.

The order path waits for the first two, which Django needs several times as long to derive as
PostgreSQL needs to run them (docs/decisions/0008). Whatever else changes a level locks it with
`lock_levels`, changes its row and calls `settling.settle`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from guildhall.inventory import rules
from guildhall.inventory.models import StockLevel
from guildhall.inventory.states import Crossing
from guildhall.inventory.types import Allocation, Demand, Source, Supply
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.rows import Statement, send_together

_LOCK = """
SELECT level.id, level.variant_id, source.rank,
       level.on_hand - level.reserved - level.unavailable, level.location_id, level.owner
FROM inventory_stocklevel AS level
JOIN inventory_channelsource AS source ON source.location_id = level.location_id
JOIN inventory_location AS location ON location.id = level.location_id
WHERE level.variant_id = ANY(%s) AND source.channel_id = %s
  AND (%s::uuid IS NULL OR location.store_id = %s)
  AND location.closed_at IS NULL AND location.kind IN ('warehouse', 'store')
ORDER BY level.id FOR UPDATE OF level
"""
_PROMISE = """
UPDATE inventory_stocklevel AS level
SET reserved = level.reserved + taken.quantity, updated_at = %s
FROM unnest(%s::uuid[], %s::numeric[]) AS taken (id, quantity)
WHERE level.id = taken.id
RETURNING level.id, level.on_hand - level.reserved - level.unavailable, level.low_at,
          taken.quantity
"""

type Crossed = Mapping[UUID, Crossing]


@dataclass(slots=True)
class LockedLevels:
    """Levels that this transaction has locked, and what was available of each before.

    `held` is how much each held and expected before.
    """

    rows: dict[UUID, StockLevel]
    before: dict[UUID, Decimal] = field(default_factory=dict)
    held: dict[UUID, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.note()

    def note(self) -> None:
        """Take what they are now for what they were before."""
        self.before = {key: available(row) for key, row in self.rows.items()}
        self.held = {key: row.on_hand + row.inbound for key, row in self.rows.items()}

    def only(self, keys: Iterable[UUID]) -> "LockedLevels":
        """Return some of them, with what was available of each before all changes."""
        found = LockedLevels({key: self.rows[key] for key in keys})
        found.before = {key: self.before[key] for key in found.rows}
        found.held = {key: self.held[key] for key in found.rows}
        return found

    @property
    def grown(self) -> list[StockLevel]:
        """Return the levels that hold or expect more than before."""
        held = self.held
        return [row for key, row in self.rows.items() if row.on_hand + row.inbound > held[key]]

    @property
    def with_waiting(self) -> list[UUID]:
        """Return the levels at which somebody waits: exactly those that were in the red."""
        return [key for key, left in self.before.items() if left < 0]


def available(level: StockLevel) -> Decimal:
    left: Decimal = level.on_hand - level.reserved - level.unavailable
    return left


def free(level: StockLevel) -> Decimal:
    """Return what may leave or be set aside without breaking a promise."""
    return max(available(level), Decimal(0))


def lock_levels(rows: QuerySet[StockLevel]) -> LockedLevels:
    """Lock these levels in order. Change their rows, then settle them."""
    return LockedLevels({row.id: row for row in lock_in_order(rows)})


def lock_supplies(
    wanted: Sequence[Demand], source: Source, *, far: Mapping[UUID, float] | None = None
) -> list[Supply]:
    """Lock the levels that could serve these demands, in order, and return what they can give.

    `far` is how far each location is from where the goods go, if that matters.
    """
    variants = [demand.variant_id for demand in wanted]
    store = source.store_id
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [variants, source.channel_id, store, store])
        rows = cursor.fetchall()
    supplies = [Supply(*row) for row in rows]
    if not far:
        return supplies
    return [replace(each, distance=far.get(each.location_id)) for each in supplies]


def promise(taken: Sequence[Allocation], *others: Statement, at: datetime) -> Crossed:
    """Count what is taken as reserved, on levels that this transaction has locked.

    Sends what else is to be written in the same message. Returns the lines that were crossed.
    """
    levels = [part.level_id for part in taken]
    quantities = [part.quantity for part in taken]
    rows = send_together(Statement(_PROMISE, (at, levels, quantities)), *others)
    found = {key: rules.crossed(left + took, left, low_at=low) for key, left, low, took in rows}
    return {key: line for key, line in found.items() if line is not None}
