"""Work that became less because its order did."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from guildhall.fulfillment import rules
from guildhall.fulfillment.errors import StillPacked
from guildhall.fulfillment.events import FulfillmentCanceled, FulfillmentHeld
from guildhall.fulfillment.models import FulfillmentLine, FulfillmentOrder
from guildhall.fulfillment.operations.dropping import drop_all
from guildhall.fulfillment.operations.locking import left_of, save_work, told
from guildhall.fulfillment.rules import Assigned
from guildhall.fulfillment.states import LIVE_STATES, HoldReason, WorkMove, WorkState
from guildhall.inventory.queries import held_where
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp

CHANGED = "the order was changed"


def assigned_to(works: Iterable[FulfillmentOrder]) -> tuple[Assigned, ...]:
    """Return what these fulfillment orders are to send."""
    rows = FulfillmentLine.objects.filter(work__in=list(works)).select_related("work")
    return tuple(
        Assigned(
            line.work.location_id, line.order_line, line.variant_id, line.quantity - line.short
        )
        for line in rows
        if line.quantity > line.short
    )


def shrink(
    works: Sequence[FulfillmentOrder],
    over: Mapping[tuple[UUID, UUID], Decimal],
    *,
    stamp: Stamp,
) -> None:
    """Take what is held no more off locked fulfillment orders: what waits first, then the last.

    What is packed already is kept back, for somebody to take it out of its parcel.
    """
    order = sorted(works, key=lambda w: (w.state == WorkState.ON_HOLD, w.opened_at), reverse=True)
    for (place, variant), amount in over.items():
        left = amount
        for work in (each for each in order if each.location_id == place):
            for line in FulfillmentLine.objects.filter(work=work, variant_id=variant):
                left -= _less(line, left)
            _tidy(work, stamp=stamp)
        if left > 0:
            _keep_back([each for each in order if each.location_id == place], stamp=stamp)


def cut_off(work: FulfillmentOrder, *, stamp: Stamp) -> None:
    """Take what its order holds no more off a locked fulfillment order. Refuses with StillPacked.

    What can be taken off others is left to `shrink`.
    """
    live = FulfillmentOrder.objects.filter(order=work.order, state__in=LIVE_STATES)
    over = rules.beyond(held_where(work.order), assigned_to(live))
    for line in FulfillmentLine.objects.filter(work=work).order_by("sku", "id"):
        key = (work.location_id, line.variant_id)
        left = over.get(key, Decimal(0))
        over[key] = left - _less(line, left)
        if over[key] > 0 and line.packed:
            raise StillPacked(sku=line.sku, quantity=told(over[key]))
    _tidy(work, stamp=stamp)


def _less(line: FulfillmentLine, amount: Decimal) -> Decimal:
    """Take so much off a line, as far as it is not packed; return how much that was."""
    part: Decimal = min(amount, left_of(line))
    if part > 0:
        line.short += part
        line.short_reason = CHANGED
        line.picked = min(line.picked, line.quantity - line.short)
        line.save(update_fields=["short", "short_reason", "picked"])
    return max(part, Decimal(0))


def _tidy(work: FulfillmentOrder, *, stamp: Stamp) -> None:
    """Close a fulfillment order of which nothing is left."""
    lines = FulfillmentLine.objects.filter(work=work)
    if work.state == WorkState.CANCELED or any(line.quantity > line.short for line in lines):
        return
    work.move(WorkMove.CANCEL)
    work.end_reason, work.hold_reason = CHANGED, ""
    save_work(work, "state", "end_reason", "hold_reason", stamp=stamp)
    drop_all(work, reason=CHANGED, stamp=stamp)
    record(FulfillmentCanceled(number=work.number, order=work.order, reason=CHANGED, stamp=stamp))


def _keep_back(works: Sequence[FulfillmentOrder], *, stamp: Stamp) -> None:
    for work in works:
        if work.state in (WorkState.CANCELED, WorkState.ON_HOLD):
            continue
        work.move(WorkMove.HOLD)
        work.hold_reason, work.hold_note = HoldReason.CUSTOMER, CHANGED
        save_work(work, "state", "hold_reason", "hold_note", stamp=stamp)
        record(
            FulfillmentHeld(
                number=work.number,
                order=work.order,
                reason=HoldReason.CUSTOMER,
                note=CHANGED,
                stamp=stamp,
            )
        )
