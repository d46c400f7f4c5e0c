"""Parts of a promise: shipped, given back or moved while the rest of it goes on.

They act for a document above, whose own operation has asked whether it may.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from guildhall.inventory import rules
from guildhall.inventory.errors import (
    LocationIsClosed,
    LocationNotFound,
    LocationNotSelling,
    MoreThanHeld,
    NotHereYet,
    OutOfStock,
)
from guildhall.inventory.events import Moved, StockPromiseMoved, StockReleased, StockShipped
from guildhall.inventory.models import Location, Reservation, StockLevel
from guildhall.inventory.operations.books import Book
from guildhall.inventory.operations.closing import end, open_promises
from guildhall.inventory.operations.levels import LockedLevels, free, lock_levels
from guildhall.inventory.operations.lines import Because
from guildhall.inventory.operations.settling import settle
from guildhall.inventory.states import SELLING, MovementKind, Outcome
from guildhall.inventory.types import Demand
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp

NOTHING = Decimal(0)
_SHIPPED = Because(MovementKind.SHIPMENT)


@dataclass(frozen=True, slots=True)
class Portion:
    """How much of a promise is meant, and how much of that is not here yet."""

    held: Reservation
    quantity: Decimal
    waited: Decimal = NOTHING


@transaction.atomic
def ship_part(reference: str, *, location: str, parts: Sequence[Demand], stamp: Stamp) -> None:
    """Let a part of what is held for a reference at a location leave the building.

    Refuses with MoreThanHeld, NotHereYet or LotShort.
    """
    parts = rules.merged(parts)
    levels, held = _locked(reference, [location], parts)
    portions = [each for part in parts for each in _here(part, held, levels, reference=reference)]
    # Before anything changes: it is compared with what was available when all is done.
    book = Book(levels.rows.values(), reference=reference, stamp=stamp)
    close_portions(portions, levels, Outcome.SHIPPED)
    for each in portions:
        book.take(book.levels[each.held.level_id], each.quantity, because=_SHIPPED)
    book.write()
    record(StockShipped(reference=reference, lines=len(portions), stamp=stamp))


@transaction.atomic
def release_part(reference: str, *, location: str, parts: Sequence[Demand], stamp: Stamp) -> None:
    """Give a part of what is held for a reference at a location back: what waits goes first.

    What is held no more changes nothing, so that it can be told twice.
    """
    parts = rules.merged(parts)
    levels, held = _locked(reference, [location], parts)
    portions = [each for part in parts for each in _any(part, held, levels)]
    if not portions:
        return
    close_portions(portions, levels, Outcome.RELEASED)
    settle(levels, stamp=stamp)
    record(StockReleased(reference=reference, lines=len(portions), stamp=stamp))


@transaction.atomic
def move_promise(
    reference: str, *, origin: str, destination: str, parts: Sequence[Demand], stamp: Stamp
) -> None:
    """Hold a part of a promise at another location instead: there first, all of it or none.

    Refuses with LocationNotFound, LocationIsClosed, LocationNotSelling, MoreThanHeld or
    OutOfStock.
    """
    place, parts = _open_place(destination), rules.merged(parts)
    levels, held = _locked(reference, [origin, destination], parts)
    held = [row for row in held if levels.rows[row.level_id].location_id != place.id]
    portions = [each for part in parts for each in _all(part, held, levels, reference=reference)]
    made = [
        Reservation(
            level_id=level.id,
            reference=reference,
            quantity=quantity,
            expires_at=portions[0].held.expires_at,
        )
        for part in parts
        for level, quantity in _taken(part, place, levels)
    ]
    close_portions(portions, levels, Outcome.RELEASED)
    insert_rows(made)
    for row in made:
        levels.rows[row.level_id].reserved += row.quantity
    settle(levels, stamp=stamp)
    lines = tuple(Moved(part.sku, part.quantity) for part in parts)
    record(
        StockPromiseMoved(
            reference=reference, origin=origin, destination=destination, lines=lines, stamp=stamp
        )
    )


def close_portions(portions: Sequence[Portion], levels: LockedLevels, outcome: Outcome) -> None:
    """End promises, or parts of them, on locked levels: a part is a row of its own that ends now.

    A part keeps when its promise was made.
    """
    end([x.held for x in portions if x.quantity == x.held.quantity], levels, outcome)
    for part in portions:
        held = part.held
        if part.quantity == held.quantity:
            continue
        Reservation.objects.filter(id=held.id).update(
            quantity=F("quantity") - part.quantity, backordered=F("backordered") - part.waited
        )
        Reservation(
            level_id=held.level_id,
            reference=held.reference,
            quantity=part.quantity,
            backordered=part.waited,
            promised_on=held.promised_on,
            holder=held.holder,
            made_at=held.made_at,
            expires_at=held.expires_at,
            closed_at=Now(),
            outcome=outcome,
        ).save(force_insert=True)
        levels.rows[held.level_id].reserved -= part.quantity


def _locked(
    reference: str, places: Iterable[str], parts: Sequence[Demand]
) -> tuple[LockedLevels, list[Reservation]]:
    """Lock all levels that matter, in one order, and then what the reference is promised there."""
    matter: QuerySet[StockLevel] = StockLevel.objects.filter(
        Q(variant_id__in=[part.variant_id for part in parts], location__code__in=list(places))
    )
    levels = lock_levels(matter)
    return levels, lock_in_order(open_promises(reference).filter(level__in=levels.rows))


def _of(part: Demand, held: Sequence[Reservation], levels: LockedLevels) -> list[Reservation]:
    return [row for row in held if levels.rows[row.level_id].variant_id == part.variant_id]


def _here(
    part: Demand, held: Sequence[Reservation], levels: LockedLevels, *, reference: str
) -> list[Portion]:
    """Return from which promises it comes: of what is here alone."""
    rows = _of(part, held, levels)
    _must_hold(part, rows, reference)
    left, found = part.quantity, []
    for row in rows:
        quantity = min(left, row.quantity - row.backordered)
        if quantity > 0:
            found.append(Portion(row, quantity))
            left -= quantity
    if left > 0:
        raise NotHereYet(reference=reference, sku=part.sku, quantity=f"{left.normalize():f}")
    return found


def _all(
    part: Demand, held: Sequence[Reservation], levels: LockedLevels, *, reference: str
) -> list[Portion]:
    _must_hold(part, _of(part, held, levels), reference)
    return _any(part, held, levels)


def _any(part: Demand, held: Sequence[Reservation], levels: LockedLevels) -> list[Portion]:
    """Return from which promises it comes, those that wait first, and as much as there is."""
    left, found = part.quantity, []
    rows = sorted(_of(part, held, levels), key=lambda row: not row.backordered)
    for row in rows:
        quantity = min(left, row.quantity)
        if quantity > 0:
            found.append(Portion(row, quantity, min(quantity, row.backordered)))
            left -= quantity
    return found


def _must_hold(part: Demand, rows: Sequence[Reservation], reference: str) -> None:
    have = sum((row.quantity for row in rows), NOTHING)
    if have < part.quantity:
        raise MoreThanHeld(reference=reference, sku=part.sku, held=f"{have.normalize():f}")


def _taken(
    part: Demand, place: Location, levels: LockedLevels
) -> Iterable[tuple[StockLevel, Decimal]]:
    """Return from which levels of a place it can be promised, our own goods first."""
    here = [
        row
        for row in levels.rows.values()
        if row.location_id == place.id and row.variant_id == part.variant_id
    ]
    room: dict[UUID, Decimal] = defaultdict(Decimal)
    left = part.quantity
    for row in sorted(here, key=lambda level: level.owner):
        room[row.id] = min(left, free(row))
        left -= room[row.id]
    if left > 0:
        rest = f"{(part.quantity - left).normalize():f}"
        line = {"sku": part.sku, "asked": f"{part.quantity.normalize():f}", "available": rest}
        raise OutOfStock(sku=part.sku, available=rest, lines=[line])
    return [(row, room[row.id]) for row in here if room[row.id]]


def _open_place(code: str) -> Location:
    place = Location.objects.filter(code=code).first()
    if place is None:
        raise LocationNotFound(code=code)
    if place.closed_at is not None:
        raise LocationIsClosed(location=code)
    if place.kind not in SELLING:
        raise LocationNotSelling(code=code)
    return place
