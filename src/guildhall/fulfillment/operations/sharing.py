"""Work that is split, merged, or done elsewhere."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from guildhall.fulfillment.errors import (
    AlreadyThere,
    FulfillmentNotFound,
    NothingToSplit,
    NotTheSame,
    PackingBegun,
)
from guildhall.fulfillment.events import (
    FulfillmentMerged,
    FulfillmentMoved,
    FulfillmentSplit,
    Gone,
)
from guildhall.fulfillment.models import FULFILLMENT_ORDERS, FulfillmentLine, FulfillmentOrder
from guildhall.fulfillment.operations.locking import (
    NOTHING,
    left_of,
    lines_of,
    lock_work,
    meant,
    must_be_free,
    must_expect,
    must_work,
    next_number,
    save_work,
)
from guildhall.fulfillment.states import HoldReason, WorkMove, WorkState
from guildhall.fulfillment.types import Part
from guildhall.inventory.operations import move_promise
from guildhall.inventory.queries import get_location
from guildhall.inventory.types import Demand
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.states import MoveNotAllowed


@transaction.atomic
def split_work(
    number: str, *, parts: Sequence[Part], stamp: Stamp, expected: Expected = WHATEVER
) -> str:
    """Put a part of a fulfillment order on one of its own; return its number.

    Refuses with FulfillmentNotFound, NotPermitted, ChangedMeanwhile, MoveNotAllowed, LineNotFound,
    MoreThanLeft or NothingToSplit.
    """
    work = lock_work(number, stamp=stamp)
    must_expect(work, expected)
    must_be_live(work, "split")
    lines = lines_of(work)
    chosen = meant(lines, parts, number=number)
    if not parts or sum(q for _, q in chosen) == sum(left_of(line) for line in lines):
        raise NothingToSplit(number=number)
    return split_off(work, chosen, stamp=stamp)


@transaction.atomic
def move_work(
    number: str, *, location: str, reason: str, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Let another location do it: its goods are held there instead, all of them or none.

    Refuses with FulfillmentNotFound, NotPermitted, ChangedMeanwhile, MoveNotAllowed, AlreadyThere,
    PackingBegun, LocationNotFound, LocationIsClosed, LocationNotSelling or OutOfStock.
    """
    work = lock_work(number, stamp=stamp)
    must_expect(work, expected)
    must_be_live(work, "move")
    lines = lines_of(work)
    origin, place = work.location.code, get_location(location)
    if place.id == work.location_id:
        raise AlreadyThere(number=number, location=location)
    if any(line.packed for line in lines):
        raise PackingBegun(number=number)

    move_promise(
        work.order, origin=origin, destination=location, parts=demands(lines), stamp=stamp
    )
    _settle_there(work, lines, place_id=place.id, stamp=stamp)

    record(
        FulfillmentMoved(
            number=number,
            order=work.order,
            origin=origin,
            location=location,
            reason=reason,
            stamp=stamp,
        )
    )


@transaction.atomic
def merge_works(numbers: Sequence[str], *, stamp: Stamp) -> str:
    """Let fulfillment orders of one order at one location leave together, as the first of them.

    Refuses with FulfillmentNotFound, NotPermitted, NotTheSame, FulfillmentOnHold,
    PackingBegun or MoveNotAllowed.
    """
    wanted = list(dict.fromkeys(numbers))
    rows = FulfillmentOrder.objects.select_related("location__store").filter(number__in=wanted)
    found = {work.number: work for work in lock_in_order(rows)}
    for number in wanted:
        if number not in found:
            raise FulfillmentNotFound(number=number)
        must_work(found[number], stamp=stamp)
    works = [found[number] for number in wanted]
    if len(works) < 2 or len({(work.order, work.location_id) for work in works}) > 1:
        raise NotTheSame
    first, *others = works
    must_be_free(first)
    must_be_live(first, WorkMove.MERGE)
    for other in others:
        must_be_free(other)
        _take_over(first, other, stamp=stamp)
    save_work(first, stamp=stamp)
    return first.number


def split_off(
    work: FulfillmentOrder,
    chosen: Sequence[tuple[FulfillmentLine, Decimal]],
    *,
    stamp: Stamp,
) -> str:
    """Put these parts of a locked one on one of their own; return its number."""
    other = FulfillmentOrder(
        number=next_number(FULFILLMENT_ORDERS, stamp.at.date()),
        order=work.order,
        location=work.location,
        channel=work.channel,
        brand=work.brand,
        scopes=work.scopes,
        state=WorkState.ON_HOLD if work.state == WorkState.ON_HOLD else WorkState.OPEN,
        due_at=work.due_at,
        opened_at=stamp.at,
        parent=work,
        updated_at=stamp.at,
    )
    other.hold_reason, other.hold_note = work.hold_reason, work.hold_note
    other.service, other.end_reason = work.service, ""
    insert_rows([other], reading="number")
    insert_rows([_part(other, line, quantity) for line, quantity in chosen])
    for line, quantity in chosen:
        line.quantity -= quantity
        line.picked = min(line.picked, line.quantity)
        line.save(update_fields=["quantity", "picked"])
    FulfillmentLine.objects.filter(work=work, quantity=0).delete()
    save_work(work, stamp=stamp)
    lines = tuple(Gone(line.sku, quantity) for line, quantity in chosen)
    record(
        FulfillmentSplit(
            number=work.number, order=work.order, into=other.number, lines=lines, stamp=stamp
        )
    )
    number: str = other.number
    return number


def demands(lines: Sequence[FulfillmentLine]) -> tuple[Demand, ...]:
    """Return what stock has to give for these lines."""
    return tuple(
        Demand(line.variant_id, line.sku, left_of(line)) for line in lines if left_of(line) > 0
    )


def must_be_live(work: FulfillmentOrder, move: str) -> None:
    """Refuse with MoveNotAllowed what is packed, or over."""
    if work.state not in (WorkState.OPEN, WorkState.ON_HOLD, WorkState.IN_PROGRESS):
        raise MoveNotAllowed(move=str(move), state=work.state, allowed="-")


def _settle_there(
    work: FulfillmentOrder, lines: Sequence[FulfillmentLine], *, place_id: object, stamp: Stamp
) -> None:
    for line in lines:
        line.picked = NOTHING
        line.save(update_fields=["picked"])
    work.location_id, work.pick_list = place_id, None  # type: ignore[assignment]
    if work.state == WorkState.IN_PROGRESS:
        work.move(WorkMove.STOP)
    if work.hold_reason == HoldReason.AWAITING_STOCK:
        # There it is held of what lies there.
        work.move(WorkMove.RELEASE)
        work.hold_reason = ""
    save_work(work, "location", "pick_list", "state", "hold_reason", stamp=stamp)


def _take_over(first: FulfillmentOrder, other: FulfillmentOrder, *, stamp: Stamp) -> None:
    taken = lines_of(other)
    if any(line.packed for line in taken):
        raise PackingBegun(number=other.number)
    other.move(WorkMove.MERGE)
    other.parent, other.pick_list = first, None
    save_work(other, "state", "parent", "pick_list", stamp=stamp)
    mine = {(line.order_line, line.variant_id): line for line in lines_of(first)}
    for line in taken:
        same = mine.get((line.order_line, line.variant_id))
        if same is None:
            line.work = first
            line.save(update_fields=["work"])
            continue
        for name in ("quantity", "picked", "short"):
            setattr(same, name, getattr(same, name) + getattr(line, name))
        same.save(update_fields=["quantity", "picked", "short"])
        line.delete()
    record(
        FulfillmentMerged(number=other.number, order=other.order, into=first.number, stamp=stamp)
    )


def _part(work: FulfillmentOrder, line: FulfillmentLine, quantity: Decimal) -> FulfillmentLine:
    part = FulfillmentLine(
        work=work,
        order_line=line.order_line,
        variant_id=line.variant_id,
        sku=line.sku,
        title=line.title,
        unit=line.unit,
        per_unit=line.per_unit,
        quantity=quantity,
    )
    part.picked = part.packed = part.shipped = part.short = NOTHING
    part.short_reason = ""
    return part
