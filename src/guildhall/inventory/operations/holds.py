"""Promises of stock: made, kept, released, shipped, expired.

They act for a document above (an order), whose own operation has asked whether it may.
Stock is decided here on locked rows, in one transaction, and nowhere else. It is that
operation's transaction: a refusal here ends it as a whole, so no savepoint is paid for.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guildhall.inventory import rules
from guildhall.inventory.events import StockReleased, StockShipped
from guildhall.inventory.models import Reservation
from guildhall.inventory.operations.closing import (
    close_promises,
    expire,
    open_promises,
    overdue_promises,
    ship_promises,
)
from guildhall.inventory.operations.taking import (
    make_promises,
    out_of_stock,
    take,
    told_of,
)
from guildhall.inventory.states import Outcome
from guildhall.inventory.types import Demand, Source, Waiting
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.stamp import Stamp


@transaction.atomic(savepoint=False)
def reserve_stock(
    reference: str,
    *,
    demands: Sequence[Demand],
    source: Source,
    until: datetime | None,
    stamp: Stamp,
) -> tuple[Waiting, ...]:
    """Promise stock to a reference, all of it or none; `until` ends the promise by itself.

    Returns what of it is not here yet. Refuses with OutOfStock, whose facts name every line
    that is short.
    """
    wanted = rules.merged(demands)
    taken, short = take(wanted, source, stamp)
    if short:
        raise out_of_stock(short)

    waiting, facts = told_of(reference, wanted, taken, stamp=stamp)
    make_promises(reference, taken, until=until, facts=facts, stamp=stamp)
    return waiting


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
    closed = close_promises(open_promises(reference), Outcome.RELEASED, stamp)
    if closed:
        record(StockReleased(reference=reference, lines=len(closed), stamp=stamp))


@transaction.atomic(savepoint=False)
def ship_stock(reference: str, *, stamp: Stamp) -> None:
    """Let the stock held for a reference leave the building.

    Refuses with NotHereYet while a part of it is not here, or with LotShort where it is and
    may not leave.
    """
    closed = ship_promises(reference, stamp)
    record(StockShipped(reference=reference, lines=len(closed), stamp=stamp))


@transaction.atomic
def expire_holds(*, most: int = 500, stamp: Stamp) -> int:
    """End promises whose time is over; return how many. Run by a job, safe to run twice."""
    overdue = overdue_promises(stamp).order_by("expires_at")[:most].values_list("id", flat=True)
    return len(expire(Reservation.objects.filter(id__in=list(overdue)), stamp))


def _holds(held: Reservation, at: datetime) -> bool:
    ends = held.expires_at
    return held.outcome == Outcome.OPEN and (ends is None or ends > at)
