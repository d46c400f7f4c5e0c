"""Promises of stock: made, kept, released, shipped, expired.

They act for a document above (an order), whose own operation has asked whether it may.
Stock is decided here on locked rows, in one transaction, and nowhere else. It is that
operation's transaction: a refusal here ends it as a whole, so no savepoint is paid for.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

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
from guildhall.kernel.events import Event, record
from guildhall.kernel.stamp import Stamp

# Locked in the order in which all lock promises; one that has ended keeps all of them.
_KEEP = """
WITH held AS MATERIALIZED (
    SELECT id, outcome = '' AND (expires_at IS NULL OR expires_at > %(at)s) AS holds
    FROM inventory_reservation WHERE reference = %(reference)s ORDER BY id FOR UPDATE
)
UPDATE inventory_reservation AS promise SET expires_at = NULL
FROM held WHERE promise.id = held.id AND NOT EXISTS (SELECT FROM held WHERE NOT held.holds)
"""


@transaction.atomic(savepoint=False)
def reserve_stock(
    reference: str,
    *,
    demands: Sequence[Demand],
    source: Source,
    until: datetime | None,
    facts: Sequence[Event] = (),
    stamp: Stamp,
) -> tuple[Waiting, ...]:
    """Promise stock to a reference, all of it or none; `until` ends the promise by itself.

    `facts` are the caller's own, recorded after that of the promise in the same message.
    Returns what of it is not here yet. Refuses with OutOfStock, whose facts name every line
    that is short.
    """
    wanted = rules.merged(demands)
    taken, short = take(wanted, source, stamp)
    if short:
        raise out_of_stock(short)

    waiting, own = told_of(reference, wanted, taken, stamp=stamp)
    make_promises(reference, taken, until=until, facts=(*own, *facts), stamp=stamp)
    return waiting


@transaction.atomic(savepoint=False)
def keep_stock(reference: str, *, stamp: Stamp) -> bool:
    """Take the end off a reference's promises, all of them or none; return whether it did.

    Another buyer may have taken over a part of what expired: what is left is then not kept.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"reference": reference, "at": stamp.at})
        kept: bool = cursor.rowcount > 0
        return kept


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
