"""What may be promised before it is here, for when, and who gets it first. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from guildhall.inventory.types import Allocation, Coming, Offer, Room

NOTHING = Decimal(0)


def promise_later(
    quantity: Decimal,
    variant: UUID,
    *,
    offer: Offer,
    rooms: Sequence[Room],
    expected: Sequence[Coming],
    today: date,
) -> Allocation | None:
    """Return where so much may wait and for when, or None.

    The channel's limit counts all that waits at its locations, the level's what waits there.
    Without a day to promise nothing is: what comes at some time is not for sale.
    """
    if sum((room.waiting for room in rooms), NOTHING) + quantity > offer.limit:
        return None
    for room in sorted(rooms, key=lambda room: (room.rank, room.level_id)):
        if room.waiting + quantity > room.limit:
            continue
        there = [each for each in expected if each.level_id == room.level_id]
        day = promised_day(offer, there, needed=room.waiting + quantity, today=today)
        if day is not None:
            return Allocation(room.level_id, variant, quantity, quantity, day)
    return None


def promised_day(
    offer: Offer, expected: Iterable[Coming], *, needed: Decimal, today: date
) -> date | None:
    """Return the day that an offer promises, never one that has passed.

    Without a day of its own it is that on which enough is expected for all that will wait.
    """
    if offer.promised_on is not None:
        return offer.promised_on if offer.promised_on >= today else None
    if offer.lead_days is not None:
        return today + timedelta(days=offer.lead_days)
    coming = NOTHING
    for arrival in sorted(expected, key=lambda each: each.due_on):
        if arrival.due_on < today:
            continue
        coming += arrival.quantity
        if coming >= needed:
            return arrival.due_on
    return None


def fill(free: Decimal, waiting: Sequence[tuple[UUID, Decimal]]) -> Mapping[UUID, Decimal]:
    """Return how much of what is free each of those gets who wait, the first in line first."""
    filled: dict[UUID, Decimal] = {}
    for key, quantity in waiting:
        part = min(free, quantity)
        if part <= 0:
            break
        filled[key] = part
        free -= part
    return filled
