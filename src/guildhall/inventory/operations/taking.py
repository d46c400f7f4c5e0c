"""How much of what is wanted can be promised, decided on locked rows, and the promise itself."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.inventory import rules
from guildhall.inventory.errors import OutOfStock
from guildhall.inventory.events import Later, Moved, StockBackordered, StockReserved
from guildhall.inventory.models import Reservation
from guildhall.inventory.operations.backorders import promise_missing
from guildhall.inventory.operations.closing import expire, overdue_promises
from guildhall.inventory.operations.levels import lock_supplies, promise
from guildhall.inventory.operations.settling import tell_crossings
from guildhall.inventory.queries.hints import forget_on_commit
from guildhall.inventory.queries.policies import points_of_locations, sourcing_of
from guildhall.inventory.states import AllocationOrder
from guildhall.inventory.types import (
    Allocation,
    Demand,
    Shortage,
    Source,
    Sourcing,
    Supply,
    Waiting,
)
from guildhall.kernel.events import Event, recording
from guildhall.kernel.rows import insertion
from guildhall.kernel.stamp import Stamp

type Taken = tuple[tuple[Allocation, ...], tuple[Shortage, ...]]


def take(wanted: Sequence[Demand], source: Source, stamp: Stamp) -> Taken:
    """Return what can be promised of these demands, and what is short.

    When something is short, promises on these very rows that have outlived their end are closed
    first; then what the channel lets wait is added.
    """
    how = sourcing_of(source.channel_id)
    far = _distances(how, source)
    supplies = lock_supplies(wanted, source, far=far)
    taken, short = rules.allocate(wanted, supplies, how)
    if short and expire(
        overdue_promises(stamp).filter(level__in=[s.level_id for s in supplies]), stamp
    ):
        supplies = lock_supplies(wanted, source, far=far)
        taken, short = rules.allocate(wanted, supplies, how)
    if not short:
        return taken, short
    missing = rules.still_missing(wanted, taken)
    later = promise_missing(
        missing, _within(supplies, taken, how), channel_id=source.channel_id, at=stamp.at
    )
    waits = {part.variant_id for part in later}
    lacking = {each.sku for each in missing if each.variant_id not in waits}
    return _joined((*taken, *later)), tuple(each for each in short if each.sku in lacking)


def make_promises(
    reference: str,
    taken: Sequence[Allocation],
    *,
    until: datetime | None,
    holder: str = "",
    facts: Sequence[Event] = (),
    stamp: Stamp,
) -> None:
    """Count what is taken as reserved, and write the promises, and facts with them."""
    promises = [
        Reservation(
            level_id=part.level_id,
            reference=reference,
            quantity=part.quantity,
            backordered=part.backordered,
            promised_on=part.promised_on,
            holder=holder,
            expires_at=until,
        )
        for part in taken
    ]
    crossed = promise(taken, insertion(promises), recording(facts), at=stamp.at)
    forget_on_commit({part.variant_id for part in taken})
    if crossed:
        tell_crossings(crossed, stamp)


def told_of(
    reference: str, wanted: Sequence[Demand], taken: Sequence[Allocation], *, stamp: Stamp
) -> tuple[tuple[Waiting, ...], list[Event]]:
    """Return the parts of what was promised that are not here yet, and the facts of it."""
    got: dict[UUID, Decimal] = defaultdict(Decimal)
    for part in taken:
        got[part.variant_id] += part.quantity
    lines = tuple(Moved(d.sku, got[d.variant_id]) for d in wanted if d.variant_id in got)
    facts: list[Event] = [StockReserved(reference=reference, lines=lines, stamp=stamp)]
    skus = {demand.variant_id: demand.sku for demand in wanted}
    waiting = tuple(
        Waiting(skus[part.variant_id], part.backordered, part.promised_on)
        for part in sorted(taken, key=lambda part: skus[part.variant_id])
        if part.backordered and part.promised_on is not None
    )
    if waiting:
        told = tuple(Later(each.sku, each.quantity, each.promised_on) for each in waiting)
        facts.append(StockBackordered(reference=reference, lines=told, stamp=stamp))
    return waiting, facts


def out_of_stock(short: Sequence[Shortage]) -> OutOfStock:
    """Return the refusal that names every line that is short."""
    lines = [
        {"sku": s.sku, "asked": _plain(s.asked), "available": _plain(s.available)} for s in short
    ]
    return OutOfStock(sku=short[0].sku, available=_plain(short[0].available), lines=lines)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _distances(how: Sourcing, source: Source) -> Mapping[UUID, float]:
    if how.order is not AllocationOrder.NEAREST or source.near is None:
        return {}
    near = source.near
    return {key: rules.distance(near, place) for key, place in points_of_locations().items()}


def _within(
    supplies: Sequence[Supply], taken: Sequence[Allocation], how: Sourcing
) -> Sequence[Supply]:
    """Return where the rest may wait: where everything comes from one location, only there."""
    used = {part.level_id for part in taken}
    places = {s.location_id for s in supplies if s.level_id in used}
    if how.may_split or not places:
        return supplies
    return [s for s in supplies if s.location_id in places]


def _joined(parts: Sequence[Allocation]) -> tuple[Allocation, ...]:
    """Return one allocation per level: one promise is partly here and partly on its way."""
    by_level: dict[UUID, Allocation] = {}
    for part in parts:
        before = by_level.get(part.level_id)
        by_level[part.level_id] = (
            part
            if before is None
            else replace(
                before,
                quantity=before.quantity + part.quantity,
                backordered=before.backordered + part.backordered,
                promised_on=part.promised_on or before.promised_on,
            )
        )
    return tuple(by_level.values())
