"""Which lot leaves first, and which may not leave at all. Pure."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from guildhall.inventory.states import BlockReason, Removal
from guildhall.inventory.types import LotOffer, LotPick


def pick(
    offers: Iterable[LotOffer], quantity: Decimal, *, by: Removal
) -> tuple[tuple[LotPick, ...], Decimal]:
    """Return what to take of which lot, in order, and how much then still is missing."""
    missing = quantity
    taken: list[LotPick] = []
    for offer in in_order(offers, by=by):
        part = min(missing, offer.free)
        if part > 0:
            taken.append(LotPick(offer.lot_id, part))
            missing -= part
    return tuple(taken), missing


def in_order(offers: Iterable[LotOffer], *, by: Removal) -> list[LotOffer]:
    """Return the lots in the order in which they leave; one without a date expires last."""
    by_arrival = sorted(offers, key=lambda lot: (lot.received_at, lot.code))
    if by is Removal.LIFO:
        return by_arrival[::-1]
    if by is Removal.FIFO:
        return by_arrival
    return sorted(by_arrival, key=lambda lot: lot.expires_on or date.max)


def local_day(at: datetime, zone: str) -> date:
    """Return which day it is at a place."""
    return at.astimezone(ZoneInfo(zone)).date()


def fault_of(
    *, expires_on: date | None, recalled_at: datetime | None, today: date
) -> BlockReason | None:
    """Return why a lot may not leave, if it may not. Its last day is still a good one."""
    if recalled_at is not None:
        return BlockReason.RECALLED
    if expires_on is not None and expires_on < today:
        return BlockReason.EXPIRED
    return None
