"""What an order holds becomes work: by location, what waits for goods apart from what is here."""

from datetime import timedelta

from django.db import transaction

from guildhall.fulfillment import rules
from guildhall.fulfillment.events import FulfillmentOpened, FulfillmentReleased, Gone
from guildhall.fulfillment.models import FULFILLMENT_ORDERS, FulfillmentLine, FulfillmentOrder
from guildhall.fulfillment.operations.locking import next_number, save_work
from guildhall.fulfillment.operations.shrinking import assigned_to, shrink
from guildhall.fulfillment.rules import Planned
from guildhall.fulfillment.states import LIVE_STATES, HoldReason, WorkMove, WorkState
from guildhall.inventory.queries import held_where
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order, lock_name
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp
from guildhall.orders.queries import shippable
from guildhall.orders.types import Shippable

DUE_AFTER = timedelta(hours=24)


@transaction.atomic
def follow_order(order: str, *, stamp: Stamp) -> tuple[str, ...]:
    """Open what is to leave of an order and nobody sends yet; drop what it holds no more.

    Returns what was opened. Twice is once. Refuses with OrderNotFound or NotPermitted.
    """
    lock_name(f"fulfillment:{order}")
    found = shippable(order)
    stamp.by.must("fulfillment:edit", "orders:edit", scope=found.scopes)
    if not found.is_confirmed:
        return ()
    held = held_where(order)
    live = lock_in_order(FulfillmentOrder.objects.filter(order=order, state__in=LIVE_STATES))
    shrink(live, rules.beyond(held, assigned_to(live)), stamp=stamp)
    planned = rules.plan(found.lines, held, assigned_to(live))
    return tuple(_open(found, each, stamp) for each in planned)


@transaction.atomic
def release_filled(order: str, *, stamp: Stamp) -> tuple[str, ...]:
    """Let go on what waited for goods that are here now; return which. Twice is once."""
    rows = FulfillmentOrder.objects.filter(
        order=order, state=WorkState.ON_HOLD, hold_reason=HoldReason.AWAITING_STOCK
    )
    waiting = lock_in_order(rows)
    missing = {(h.location_id, h.variant_id) for h in held_where(order) if h.backordered}
    done = []
    for work in waiting:
        lines = FulfillmentLine.objects.filter(work=work).values_list("variant_id", flat=True)
        if any((work.location_id, variant) in missing for variant in lines):
            continue
        work.move(WorkMove.RELEASE)
        work.hold_reason = ""
        save_work(work, "state", "hold_reason", stamp=stamp)
        record(FulfillmentReleased(number=work.number, order=order, stamp=stamp))
        done.append(work.number)
    return tuple(done)


def _open(order: Shippable, planned: Planned, stamp: Stamp) -> str:
    work = FulfillmentOrder(
        number=next_number(FULFILLMENT_ORDERS, stamp.at.date()),
        order=order.number,
        location_id=planned.location_id,
        channel=order.channel,
        brand=order.brand,
        scopes=list(order.scopes),
        due_at=stamp.at + DUE_AFTER,
        opened_at=stamp.at,
        service=order.service,
        updated_at=stamp.at,
    )
    work.hold_reason = work.hold_note = work.end_reason = ""
    if planned.waits:
        work.move(WorkMove.HOLD)
        work.hold_reason = HoldReason.AWAITING_STOCK
    insert_rows([work], reading="number")
    insert_rows([_line(work, planned, i) for i in range(len(planned.lines))])
    record(
        FulfillmentOpened(
            number=work.number,
            order=order.number,
            location=planned.location,
            due_at=work.due_at,
            hold_reason=work.hold_reason,
            lines=gone_of(planned),
            stamp=stamp,
        )
    )
    return work.number


def _line(work: FulfillmentOrder, planned: Planned, at: int) -> FulfillmentLine:
    line = planned.lines[at]
    made = FulfillmentLine(
        work=work,
        order_line=line.order_line,
        variant_id=line.variant_id,
        sku=line.sku,
        title=line.title,
        unit=line.unit,
        per_unit=line.per_unit,
        quantity=line.quantity,
    )
    made.picked = made.packed = made.shipped = made.short = 0
    made.short_reason = ""
    return made


def gone_of(planned: Planned) -> tuple[Gone, ...]:
    return tuple(Gone(line.sku, line.quantity) for line in planned.lines)
