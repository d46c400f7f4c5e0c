"""Promises of stock: made, kept, released, shipped, expired.

They act for a document above (an order), whose own operation has asked whether it may.
Stock is decided here on locked rows, in one transaction, and nowhere else. It is that
operation's transaction: a refusal here ends it as a whole, so no savepoint is paid for.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from guildhall.inventory import rules
from guildhall.inventory.errors import OutOfStock
from guildhall.inventory.events import (
    Moved,
    StockHoldExpired,
    StockReleased,
    StockReserved,
    StockShipped,
)
from guildhall.inventory.models import Movement, Reservation, StockLevel
from guildhall.inventory.operations.levels import lock_supplies, promise
from guildhall.inventory.states import Bucket, MovementKind, Outcome
from guildhall.inventory.types import Demand, Shortage, Source
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.rows import insert_rows, update_rows
from guildhall.kernel.stamp import Stamp


@transaction.atomic(savepoint=False)
def reserve_stock(
    reference: str,
    *,
    demands: Sequence[Demand],
    source: Source,
    until: datetime | None,
    stamp: Stamp,
) -> None:
    """Promise stock to a reference, all of it or none; `until` ends the promise by itself.

    Refuses with OutOfStock, whose facts name every line that is short.
    """
    wanted = rules.merged(demands)
    supplies = lock_supplies(wanted, source)
    taken, short = rules.allocate(wanted, supplies)
    if short and _expire_on([supply.level_id for supply in supplies], stamp):
        taken, short = rules.allocate(wanted, lock_supplies(wanted, source))
    if short:
        raise _out_of_stock(short)

    promise(taken, at=stamp.at)
    insert_rows(
        [
            Reservation(
                level_id=part.level_id,
                reference=reference,
                quantity=part.quantity,
                expires_at=until,
            )
            for part in taken
        ]
    )

    lines = tuple(Moved(demand.sku, demand.quantity) for demand in wanted)
    record(StockReserved(reference=reference, lines=lines, stamp=stamp))


@transaction.atomic(savepoint=False)
def keep_stock(reference: str, *, stamp: Stamp) -> bool:
    """Take the end off a reference's promises, all of them or none; return whether it did.

    Another buyer may have taken over a part of what expired: what is left is then not kept.
    """
    held = lock_in_order(Reservation.objects.filter(reference=reference))
    if not held or not all(_holds(row, stamp.at) for row in held):
        return False
    Reservation.objects.filter(id__in=[row.id for row in held]).update(expires_at=None)
    return True


@transaction.atomic(savepoint=False)
def release_stock(reference: str, *, stamp: Stamp) -> None:
    """Give a reference's stock back. A reference that holds nothing changes nothing."""
    closed = _close(_open(reference), Outcome.RELEASED, stamp)
    if closed:
        record(StockReleased(reference=reference, lines=len(closed), stamp=stamp))


@transaction.atomic(savepoint=False)
def ship_stock(reference: str, *, stamp: Stamp) -> None:
    """Let the stock held for a reference leave the building."""
    closed = _close(_open(reference), Outcome.SHIPPED, stamp)
    insert_rows(
        [
            Movement(
                level_id=held.level_id,
                kind=MovementKind.SHIPMENT,
                bucket=Bucket.ON_HAND,
                quantity=-held.quantity,
                reference=reference,
                actor=stamp.by.name,
                request_id=stamp.request_id,
                effective_at=stamp.at,
            )
            for held in closed
        ]
    )
    record(StockShipped(reference=reference, lines=len(closed), stamp=stamp))


@transaction.atomic
def expire_holds(*, most: int = 500, stamp: Stamp) -> int:
    """End promises whose time is over; return how many. Run by a job, safe to run twice."""
    overdue = _overdue(stamp).order_by("expires_at")[:most].values_list("id", flat=True)
    return len(_expire(Reservation.objects.filter(id__in=list(overdue)), stamp))


def _open(reference: str) -> QuerySet[Reservation]:
    return Reservation.objects.filter(reference=reference, outcome=Outcome.OPEN)


def _holds(held: Reservation, at: datetime) -> bool:
    ends = held.expires_at
    return held.outcome == Outcome.OPEN and (ends is None or ends > at)


def _overdue(stamp: Stamp) -> QuerySet[Reservation]:
    return Reservation.objects.filter(outcome=Outcome.OPEN, expires_at__lte=stamp.at)


def _expire_on(levels: Sequence[UUID], stamp: Stamp) -> bool:
    """End overdue promises on levels that this transaction has locked."""
    return bool(_expire(_overdue(stamp).filter(level__in=levels), stamp))


def _expire(rows: QuerySet[Reservation], stamp: Stamp) -> list[Reservation]:
    closed = _close(rows.filter(expires_at__lte=stamp.at), Outcome.EXPIRED, stamp)
    lines: dict[str, int] = defaultdict(int)
    for held in closed:
        lines[held.reference] += 1
    for reference in sorted(lines):
        record(StockHoldExpired(reference=reference, lines=lines[reference], stamp=stamp))
    return closed


def _close(rows: QuerySet[Reservation], outcome: Outcome, stamp: Stamp) -> list[Reservation]:
    """Close open promises: levels locked first, in order, then the promises themselves."""
    levels = {
        level.id: level
        for level in lock_in_order(StockLevel.objects.filter(id__in=rows.values("level")))
    }
    closing = lock_in_order(rows.filter(outcome=Outcome.OPEN, level__in=levels))
    leaving: dict[UUID, Decimal] = defaultdict(Decimal)
    for held in closing:
        held.outcome = outcome
        leaving[held.level_id] += held.quantity
    for key, quantity in leaving.items():
        levels[key].reserved -= quantity
        levels[key].on_hand -= quantity if outcome is Outcome.SHIPPED else 0
        levels[key].updated_at = stamp.at
    update_rows([levels[key] for key in leaving], changed=["reserved", "on_hand", "updated_at"])
    Reservation.objects.filter(id__in=[held.id for held in closing]).update(
        outcome=outcome, closed_at=Now()
    )
    return closing


def _out_of_stock(short: Sequence[Shortage]) -> OutOfStock:
    lines = [
        {"sku": s.sku, "asked": _plain(s.asked), "available": _plain(s.available)} for s in short
    ]
    return OutOfStock(sku=short[0].sku, available=_plain(short[0].available), lines=lines)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
