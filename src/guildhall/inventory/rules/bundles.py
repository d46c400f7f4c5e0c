"""What stock has to give for bundles, and how many of them it makes. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from guildhall.catalog.types import Part
from guildhall.inventory.types import Demand, Sellable

NOTHING = Decimal(0)


def exploded(line: Demand, parts: Sequence[Part]) -> Iterator[Demand]:
    """Yield what stock has to give for one line: of a bundle its parts."""
    if not parts:
        yield line
    for part in parts:
        yield Demand(part.variant_id, part.sku, part.quantity * line.quantity)


def left_of_bundle(parts: Sequence[Part], left: Sequence[Sellable]) -> Sellable:
    """Return how many whole bundles the scarcest part makes, or how many may wait, and for when.

    `left` is told of each part, in their order. A bundle waits for the last of its parts.
    """
    if not parts:
        return Sellable(NOTHING)
    here = min(_makes(part, each.here) for part, each in zip(parts, left, strict=True))
    if here > 0:
        return Sellable(here)
    rooms = list[Decimal]()
    days = list[date]()
    for part, each in zip(parts, left, strict=True):
        enough = _makes(part, each.here)
        rooms.append(enough or _makes(part, each.may_wait))
        if not enough and each.promised_on is not None:
            days.append(each.promised_on)
    room = min(rooms)
    return Sellable(NOTHING, room, max(days)) if room and days else Sellable(NOTHING)


def _makes(part: Part, quantity: Decimal) -> Decimal:
    return (max(quantity, NOTHING) / part.quantity).to_integral_value(ROUND_FLOOR)
