"""What is kept back, let go on, begun and put down again."""

from django.db import transaction

from guildhall.fulfillment.errors import StillWaiting
from guildhall.fulfillment.events import FulfillmentHeld, FulfillmentReleased
from guildhall.fulfillment.models import FulfillmentOrder
from guildhall.fulfillment.operations.counting import tell_packed, units_packed
from guildhall.fulfillment.operations.locking import (
    lines_of,
    lock_work,
    must_be_free,
    must_expect,
    save_work,
    told,
)
from guildhall.fulfillment.operations.shrinking import cut_off
from guildhall.fulfillment.states import HoldReason, WorkMove, WorkState
from guildhall.inventory.queries import held_where
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def hold_work(
    number: str,
    *,
    reason: HoldReason,
    note: str = "",
    stamp: Stamp,
    expected: Expected = WHATEVER,
) -> None:
    """Keep a fulfillment order back; one that is held already says why anew.

    Refuses with FulfillmentNotFound, NotPermitted, ChangedMeanwhile or MoveNotAllowed.
    """
    work = lock_work(number, stamp=stamp)
    must_expect(work, expected)
    before = units_packed(work.order)

    work.move(WorkMove.HOLD)
    work.hold_reason, work.hold_note = reason, note[:200]
    save_work(work, "state", "hold_reason", "hold_note", stamp=stamp)
    tell_packed(work.order, before=before, stamp=stamp)

    record(FulfillmentHeld(number=number, order=work.order, reason=reason, note=note, stamp=stamp))


@transaction.atomic
def release_work(number: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Let a fulfillment order go on.

    Refuses with FulfillmentNotFound, NotPermitted, ChangedMeanwhile, MoveNotAllowed, or with
    StillWaiting where its goods have yet to arrive, or with StillPacked where some were called
    off meanwhile. Of which nothing is left is closed instead.
    """
    work = lock_work(number, stamp=stamp)
    must_expect(work, expected)
    work.move(WorkMove.RELEASE)
    _must_be_here(work)

    work.hold_reason = work.hold_note = ""
    save_work(work, "state", "hold_reason", "hold_note", stamp=stamp)
    cut_off(work, stamp=stamp)
    if work.state == WorkState.CANCELED:
        return

    record(FulfillmentReleased(number=number, order=work.order, stamp=stamp))


@transaction.atomic
def start_work(number: str, *, stamp: Stamp) -> None:
    """Begin to pick or pack; what is begun already stays so.

    Refuses with FulfillmentNotFound, NotPermitted, FulfillmentOnHold or MoveNotAllowed.
    """
    begin(lock_work(number, stamp=stamp), stamp=stamp)


@transaction.atomic
def stop_work(number: str, *, stamp: Stamp) -> None:
    """Put it back into the queue: somebody else goes on.

    Refuses with FulfillmentNotFound, NotPermitted or MoveNotAllowed.
    """
    work = lock_work(number, stamp=stamp)
    work.move(WorkMove.STOP)
    save_work(work, "state", stamp=stamp)


def begin(work: FulfillmentOrder, *, stamp: Stamp) -> None:
    """Begin a locked one, where it is not begun. Refuses with FulfillmentOnHold."""
    must_be_free(work)
    if work.state != WorkState.IN_PROGRESS:
        work.move(WorkMove.START)
        save_work(work, "state", stamp=stamp)


def _must_be_here(work: FulfillmentOrder) -> None:
    """Refuse with StillWaiting where what it was opened for has yet to arrive."""
    if work.hold_reason != HoldReason.AWAITING_STOCK:
        return
    variants = {line.variant_id for line in lines_of(work)}
    for held in held_where(work.order):
        here = held.location_id == work.location_id and held.variant_id in variants
        if here and held.backordered:
            raise StillWaiting(number=work.number, quantity=told(held.backordered), sku=held.sku)
