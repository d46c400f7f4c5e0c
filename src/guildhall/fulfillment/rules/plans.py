"""What leaves from where, and how many units of an order that makes. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from uuid import UUID

from guildhall.inventory.types import HeldAt
from guildhall.orders.types import ShippableLine

NOTHING = Decimal(0)
_EXACT = Decimal("0.001")
WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """How much of which goods leaves for a line of the order."""

    order_line: UUID
    variant_id: UUID
    sku: str
    title: str
    unit: str
    per_unit: Decimal
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Planned:
    """What leaves one location together; or waits there for goods that have yet to arrive."""

    location_id: UUID
    location: str
    waits: bool
    lines: tuple[PlannedLine, ...]


@dataclass(frozen=True, slots=True)
class GoodsOut:
    """How much of one part of an order line has left, and how much one unit of it needs."""

    order_line: UUID
    per_unit: Decimal
    shipped: Decimal


@dataclass(frozen=True, slots=True)
class Assigned:
    """What a fulfillment order that has not left is to send."""

    location_id: UUID
    order_line: UUID
    variant_id: UUID
    quantity: Decimal


def plan(
    lines: Sequence[ShippableLine], held: Sequence[HeldAt], assigned: Sequence[Assigned] = ()
) -> tuple[Planned, ...]:
    """Share what an order holds among its lines, location by location; but what is assigned.

    What is here comes before what has yet to arrive, so that as few lines as can be wait.
    """
    free = _free(held, assigned)
    pools = [(place, False, place.quantity - place.backordered) for place in free]
    pools += [(place, True, place.backordered) for place in free]
    left = [amount for _, _, amount in pools]
    of_line = _by_line(assigned)
    found: dict[tuple[UUID, str, bool], list[PlannedLine]] = defaultdict(list)
    for line in lines:
        for sku, quantity in line.goods:
            per_unit = quantity / line.quantity
            needed = per_unit * line.left
            for i, (place, waits, _) in enumerate(pools):
                if place.sku != sku:
                    continue
                done = min(needed, of_line[line.id, place.variant_id])
                of_line[line.id, place.variant_id] -= done
                needed -= done
                part = min(needed, left[i])
                if part > 0:
                    left[i] -= part
                    needed -= part
                    key = (place.location_id, place.location, waits)
                    found[key].append(_planned(line, place, per_unit=per_unit, quantity=part))
    return tuple(Planned(*key, tuple(parts)) for key, parts in found.items())


def beyond(
    held: Sequence[HeldAt], assigned: Sequence[Assigned]
) -> dict[tuple[UUID, UUID], Decimal]:
    """Return by how much more is assigned than is held, by location and variant."""
    have = {(place.location_id, place.variant_id): place.quantity for place in held}
    over = {
        key: quantity - have.get(key, NOTHING) for key, quantity in _by_place(assigned).items()
    }
    return {key: quantity for key, quantity in over.items() if quantity > 0}


def units_out(goods: Iterable[GoodsOut]) -> dict[UUID, Decimal]:
    """Return how many units of each order line have left: of a bundle its scarcest part says.

    A part of a bundle is no bundle: of those whole ones are counted.
    """
    found: dict[UUID, list[GoodsOut]] = defaultdict(list)
    for each in goods:
        found[each.order_line].append(each)
    return {
        line: min(part.shipped / part.per_unit for part in parts).quantize(
            WHOLE if is_bundle([part.per_unit for part in parts]) else _EXACT, rounding=ROUND_DOWN
        )
        for line, parts in found.items()
    }


def is_bundle(per_unit: Sequence[Decimal]) -> bool:
    """Return whether goods are parts of something else, by how much of each one unit needs."""
    return len(per_unit) > 1 or any(each != 1 for each in per_unit)


def units_without(quantity: Decimal, *, per_unit: Sequence[Decimal], of: Decimal) -> Decimal:
    """Return how many units cannot be sent without so much of one part, `of` of it in each."""
    exact = WHOLE if is_bundle(per_unit) else _EXACT
    return (quantity / of).quantize(exact, rounding=ROUND_UP)


def newly_out(
    before: Mapping[UUID, Decimal], after: Mapping[UUID, Decimal]
) -> tuple[tuple[UUID, Decimal], ...]:
    """Return by how many units each line has grown."""
    grown = ((line, units - before.get(line, NOTHING)) for line, units in after.items())
    return tuple((line, units) for line, units in grown if units > 0)


def _free(held: Sequence[HeldAt], assigned: Sequence[Assigned]) -> list[HeldAt]:
    """Return what is held and assigned to nobody; what is here was assigned first."""
    taken = _by_place(assigned)
    found = []
    for place in held:
        left = max(place.quantity - taken[place.location_id, place.variant_id], NOTHING)
        found.append(replace(place, quantity=left, backordered=min(place.backordered, left)))
    return found


def _by_place(assigned: Sequence[Assigned]) -> dict[tuple[UUID, UUID], Decimal]:
    found: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)
    for each in assigned:
        found[each.location_id, each.variant_id] += each.quantity
    return found


def _by_line(assigned: Sequence[Assigned]) -> dict[tuple[UUID, UUID], Decimal]:
    found: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)
    for each in assigned:
        found[each.order_line, each.variant_id] += each.quantity
    return found


def _planned(
    line: ShippableLine, place: HeldAt, *, per_unit: Decimal, quantity: Decimal
) -> PlannedLine:
    return PlannedLine(
        order_line=line.id,
        variant_id=place.variant_id,
        sku=place.sku,
        title=line.title,
        unit=line.unit,
        per_unit=per_unit.quantize(_EXACT),
        quantity=quantity,
    )
