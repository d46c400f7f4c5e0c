"""The end of promises: shipped, given back, or outlived."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from guildhall.inventory.errors import NotHereYet
from guildhall.inventory.events import StockHoldExpired
from guildhall.inventory.models import Reservation, StockLevel
from guildhall.inventory.operations.books import Book
from guildhall.inventory.operations.levels import LockedLevels, lock_levels
from guildhall.inventory.operations.lines import Because
from guildhall.inventory.operations.settling import settle
from guildhall.inventory.states import MovementKind, Outcome
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.stamp import Stamp

_SHIPPED = Because(MovementKind.SHIPMENT)


def open_promises(reference: str) -> QuerySet[Reservation]:
    return Reservation.objects.filter(reference=reference, outcome=Outcome.OPEN)


def overdue_promises(stamp: Stamp) -> QuerySet[Reservation]:
    return Reservation.objects.filter(outcome=Outcome.OPEN, expires_at__lte=stamp.at)


def close_promises(
    rows: QuerySet[Reservation], outcome: Outcome, stamp: Stamp
) -> list[Reservation]:
    """End open promises: levels locked first, in order, then the promises themselves."""
    levels, closing = _locked(rows)
    if closing:
        end(closing, levels, outcome)
        settle(levels, stamp=stamp)
    return closing


def ship_promises(reference: str, stamp: Stamp) -> list[Reservation]:
    """Let what a reference was promised leave, lot by lot where lots are kept.

    Refuses with NotHereYet to ship what has not arrived: what lies here is promised to others;
    or with LotShort where what lies here may not leave.
    """
    levels, closing = _locked(open_promises(reference))
    _must_be_here(closing)
    if closing:
        # Before anything changes: it is compared with what was available when all is done.
        book = Book(levels.rows.values(), reference=reference, stamp=stamp)
        end(closing, levels, Outcome.SHIPPED)
        for held in closing:
            book.take(book.levels[held.level_id], held.quantity, because=_SHIPPED)
        book.write()
    return closing


def _locked(rows: QuerySet[Reservation]) -> tuple[LockedLevels, list[Reservation]]:
    levels = lock_levels(StockLevel.objects.filter(id__in=rows.values("level")))
    return levels, lock_in_order(rows.filter(outcome=Outcome.OPEN, level__in=levels.rows))


def end(closing: Sequence[Reservation], levels: LockedLevels, outcome: Outcome) -> None:
    """Take promises off their locked levels, which are settled afterwards."""
    leaving: dict[UUID, Decimal] = defaultdict(Decimal)
    for held in closing:
        held.outcome = outcome
        leaving[held.level_id] += held.quantity
    for key, quantity in leaving.items():
        levels.rows[key].reserved -= quantity
    Reservation.objects.filter(id__in=[held.id for held in closing]).update(
        outcome=outcome, closed_at=Now()
    )


def expire(rows: QuerySet[Reservation], stamp: Stamp) -> list[Reservation]:
    """End those of these promises whose time is over, and tell of each reference once."""
    closed = close_promises(rows.filter(expires_at__lte=stamp.at), Outcome.EXPIRED, stamp)
    lines: dict[str, int] = defaultdict(int)
    for held in closed:
        lines[held.reference] += 1
    for reference in sorted(lines):
        record(StockHoldExpired(reference=reference, lines=lines[reference], stamp=stamp))
    return closed


def _must_be_here(leaving: Sequence[Reservation]) -> None:
    due = next((held for held in leaving if held.backordered), None)
    if due is not None:
        sku = StockLevel.objects.values_list("variant__sku", flat=True).get(id=due.level_id)
        raise NotHereYet(
            reference=due.reference, sku=sku, quantity=f"{due.backordered.normalize():f}"
        )
