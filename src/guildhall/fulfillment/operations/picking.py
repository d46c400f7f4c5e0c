"""Lists by which several fulfillment orders are picked in one walk."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from guildhall.fulfillment.errors import (
    AlreadyListed,
    FulfillmentNotFound,
    MoreThanLeft,
    OtherLocation,
    PickListNotFound,
)
from guildhall.fulfillment.events import PickListClosed, PickListMade
from guildhall.fulfillment.models import PICK_LISTS, FulfillmentLine, FulfillmentOrder, PickList
from guildhall.fulfillment.operations.holding import begin
from guildhall.fulfillment.operations.locking import (
    must_be_free,
    must_work,
    next_number,
    save_work,
    told,
)
from guildhall.fulfillment.states import ListMove, ListState, WorkMove, WorkState
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Picked:
    """How much of an SKU was taken from the shelf, in all."""

    sku: str
    quantity: Decimal


@transaction.atomic
def make_pick_list(numbers: Sequence[str], *, stamp: Stamp) -> str:
    """Put fulfillment orders of one location on a list, and begin them; return its number.

    Refuses with FulfillmentNotFound, NotPermitted, OtherLocation, AlreadyListed, FulfillmentOnHold
    or MoveNotAllowed.
    """
    works = _locked(numbers, stamp=stamp)
    first = works[0]
    for work in works:
        if work.location_id != first.location_id:
            raise OtherLocation(number=work.number, location=work.location.code)
        if work.pick_list is not None and work.pick_list.state == ListState.OPEN:
            raise AlreadyListed(number=work.number, pick_list=work.pick_list.number)
        must_be_free(work)
    made = PickList(
        number=next_number(PICK_LISTS, stamp.at.date()),
        location=first.location,
        made_by=stamp.by.name,
        made_at=stamp.at,
    )
    insert_rows([made], reading="number")
    for work in works:
        begin(work, stamp=stamp)
        work.pick_list = made
        save_work(work, "pick_list", stamp=stamp)
    orders = tuple(work.number for work in works)
    record(
        PickListMade(number=made.number, location=first.location.code, orders=orders, stamp=stamp)
    )
    number: str = made.number
    return number


@transaction.atomic
def note_picked(number: str, *, picked: Picked, stamp: Stamp) -> None:
    """Note how much of an SKU was taken for a list, in all: who is due first gets it first.

    The same again changes nothing. Refuses with PickListNotFound, NotPermitted or MoreThanLeft.
    """
    found, works = _lock_list(number, stamp=stamp)
    order = {work.id: at for at, work in enumerate(works)}
    rows = FulfillmentLine.objects.filter(work__in=works, sku=picked.sku)
    lines = sorted(rows, key=lambda line: order[line.work_id])
    wanted = sum((line.quantity - line.short for line in lines), NOTHING)
    if not picked.quantity.is_finite() or not 0 <= picked.quantity <= wanted:
        raise MoreThanLeft(left=told(wanted), sku=picked.sku, number=found.number)
    left = picked.quantity
    for line in lines:
        line.picked = min(left, line.quantity - line.short)
        left -= line.picked
        line.save(update_fields=["picked"])


@transaction.atomic
def finish_pick_list(number: str, *, stamp: Stamp) -> None:
    """Close a list whose goods lie at the pack bench. Refuses as `cancel_pick_list` does."""
    found, _ = _lock_list(number, stamp=stamp)
    _close(found, ListMove.FINISH, stamp=stamp)


@transaction.atomic
def cancel_pick_list(number: str, *, stamp: Stamp) -> None:
    """Take a list back: what is on it goes into the queue again.

    Refuses with PickListNotFound, NotPermitted or MoveNotAllowed.
    """
    found, works = _lock_list(number, stamp=stamp)
    _close(found, ListMove.CANCEL, stamp=stamp)
    for work in works:
        work.pick_list = None
        if work.state == WorkState.IN_PROGRESS:
            work.move(WorkMove.STOP)
        save_work(work, "pick_list", "state", stamp=stamp)


def _close(found: PickList, move: ListMove, *, stamp: Stamp) -> None:
    found.move(move)
    found.closed_at = stamp.at
    found.save(update_fields=["state", "closed_at"])
    record(PickListClosed(number=found.number, state=found.state, stamp=stamp))


def _locked(numbers: Sequence[str], *, stamp: Stamp) -> list[FulfillmentOrder]:
    wanted = list(dict.fromkeys(numbers))
    rows = FulfillmentOrder.objects.select_related("location", "pick_list")
    found = {work.number: work for work in lock_in_order(rows.filter(number__in=wanted))}
    for number in wanted or ("",):
        if number not in found:
            raise FulfillmentNotFound(number=number)
        must_work(found[number], stamp=stamp)
    return [found[number] for number in wanted]


def _lock_list(number: str, *, stamp: Stamp) -> tuple[PickList, list[FulfillmentOrder]]:
    found = PickList.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise PickListNotFound(number=number)
    rows = FulfillmentOrder.objects.filter(pick_list=found).select_related("location__store")
    works = sorted(lock_in_order(rows), key=lambda work: (work.due_at, work.id))
    for work in works:
        must_work(work, stamp=stamp)
    return found, works
