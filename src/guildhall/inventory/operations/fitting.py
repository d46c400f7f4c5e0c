"""What is held already made to fit what is wanted now: what is beyond it is given back."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from guildhall.inventory.events import StockReleased
from guildhall.inventory.models import ChannelSource, Reservation, StockLevel
from guildhall.inventory.operations.closing import expire, open_promises
from guildhall.inventory.operations.levels import LockedLevels, lock_levels
from guildhall.inventory.operations.portions import Portion, close_portions
from guildhall.inventory.operations.settling import settle
from guildhall.inventory.states import Outcome
from guildhall.inventory.types import Demand, Source
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.stamp import Stamp


def fit(
    reference: str, wanted: Sequence[Demand], *, source: Source, stamp: Stamp
) -> tuple[Demand, ...]:
    """Give back what a reference holds and wants no more; return what it wants beyond it.

    All levels that matter are locked first, in order, so that nobody waits crosswise. For what
    one store alone is to give, what lies elsewhere is given back.
    """
    own = open_promises(reference)
    selling = ChannelSource.objects.filter(channel_id=source.channel_id).values("location")
    matter = StockLevel.objects.filter(
        Q(id__in=own.values("level"))
        | Q(variant_id__in=[d.variant_id for d in wanted], location__in=selling)
    )
    levels = lock_levels(matter)
    if expire(own, stamp):
        levels = lock_levels(matter)
    far = _not_of_store(source.store_id, levels)
    held: dict[UUID, list[Reservation]] = defaultdict(list)
    for row in lock_in_order(own.filter(level__in=levels.rows)):
        held[levels.rows[row.level_id].variant_id].append(row)
    asked = {demand.variant_id: demand.quantity for demand in wanted}
    elsewhere = [row for rows in held.values() for row in rows if row.level_id in far]
    surplus = [(row, row.quantity) for row in elsewhere]
    for variant, rows in held.items():
        held[variant] = [row for row in rows if row.level_id not in far]
        surplus += _surplus(held[variant], asked.get(variant, Decimal(0)))
    if surplus:
        _give_back(surplus, levels, stamp)
    have = {variant: sum(row.quantity for row in rows) for variant, rows in held.items()}
    return tuple(
        Demand(each.variant_id, each.sku, each.quantity - have.get(each.variant_id, Decimal(0)))
        for each in wanted
        if each.quantity > have.get(each.variant_id, Decimal(0))
    )


def _not_of_store(store: UUID | None, levels: LockedLevels) -> set[UUID]:
    """Return which of these levels are none of the store that is to give everything."""
    if store is None:
        return set()
    rows = StockLevel.objects.filter(id__in=levels.rows, location__store=store)
    return set(levels.rows) - set(rows.values_list("id", flat=True))


def _surplus(rows: Sequence[Reservation], wanted: Decimal) -> list[tuple[Reservation, Decimal]]:
    """Return what of these promises is beyond what is wanted: what waits first, then the last."""
    over = sum((row.quantity for row in rows), Decimal(0)) - wanted
    parts = dict.fromkeys(rows, Decimal(0))
    for row in rows:
        parts[row] = max(min(over, row.backordered), Decimal(0))
        over -= parts[row]
    for row in reversed(rows):
        part = max(min(over, row.quantity - parts[row]), Decimal(0))
        parts[row] += part
        over -= part
    return [(row, part) for row, part in parts.items() if part]


def _give_back(
    surplus: Sequence[tuple[Reservation, Decimal]], levels: LockedLevels, stamp: Stamp
) -> None:
    """Release promises, or parts of them: a part is a row of its own that ends now."""
    close_portions(
        [Portion(held, part, min(part, held.backordered)) for held, part in surplus],
        levels,
        Outcome.RELEASED,
    )
    settle(levels, stamp=stamp)
    lines: dict[str, int] = defaultdict(int)
    for held, _ in surplus:
        lines[held.reference] += 1
    for reference, count in lines.items():
        record(StockReleased(reference=reference, lines=count, stamp=stamp))
