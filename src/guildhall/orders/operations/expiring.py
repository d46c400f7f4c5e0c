"""An order that nobody paid in time, and money that comes after it was closed.

An order is never closed while a payment of it is on its way: the provider is asked first.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guildhall.inventory.errors import OutOfStock
from guildhall.inventory.operations import refit_stock, release_stock
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.orders import rules
from guildhall.orders.events import OrderExpired, OrderHeld, OrderPaidLate, OrderReopened
from guildhall.orders.models import Order, OrderDelta, OrderLine
from guildhall.orders.operations.amounts import book
from guildhall.orders.operations.canceling import call_off, settle
from guildhall.orders.operations.opened import lock_lines, lock_order, must, save
from guildhall.orders.queries.planning import Change
from guildhall.orders.queries.remaining import demands_of, source_of
from guildhall.orders.states import (
    OPEN_STATES,
    DeltaReason,
    FulfillmentMove,
    FulfillmentState,
    HoldReason,
    LatePayment,
    OrderMove,
    OrderState,
)
from guildhall.orders.types import LineAmounts
from guildhall.payments.queries import totals_of
from guildhall.payments.types import PaymentTotals

LOOK_AGAIN = timedelta(minutes=5)
"""How long an order waits longer while a payment of it is on its way."""


@transaction.atomic
def expire_order(number: str, *, stamp: Stamp) -> bool:
    """Close an order that nobody has paid; return whether it was.

    What is paid or reserved stays; what is on its way is waited for, and looked at again.
    Refuses with OrderNotFound or NotPermitted.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    if not _can_expire(order):
        return False
    totals = totals_of(number, currency=order.currency)
    if totals.kept or totals.capturable:
        order.expires_at = None
        save(order, "expires_at", stamp=stamp)
        return False
    if is_on_its_way(totals):
        order.expires_at = stamp.at + LOOK_AGAIN
        save(order, "expires_at", stamp=stamp)
        return False

    _close(order, stamp=stamp)
    return True


@transaction.atomic
def note_stock_lost(reference: str, *, stamp: Stamp) -> bool:
    """Expire an order whose stock is held no more; one that is paid for waits for somebody.

    Returns whether it was expired. What is no order's changes nothing. Refuses with NotPermitted.
    """
    if not Order.objects.filter(number=reference).exists():
        return False
    if expire_order(reference, stamp=stamp):
        return True
    order = lock_order(reference)
    if order.state == OrderState.PLACED and HoldReason.STOCK not in order.holds:
        order.holds = [*order.holds, HoldReason.STOCK.value]
        save(order, "holds", stamp=stamp)
        record(OrderHeld(number=reference, hold=HoldReason.STOCK, reason="", stamp=stamp))
    return False


@transaction.atomic
def settle_late_payment(number: str, *, stamp: Stamp) -> bool:
    """Decide about money that came for an expired order; return whether it was taken up again.

    The channel says whether it goes back at once or the order is opened again; where its stock
    is gone meanwhile, it goes back. Refuses with OrderNotFound or NotPermitted.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    totals = totals_of(number, currency=order.currency)
    if order.state != OrderState.EXPIRED or not (totals.refundable or totals.capturable):
        return False
    policy = LatePayment(order.channel.late_payment)
    if policy is LatePayment.REOPEN and _reopen(order, stamp=stamp):
        return True

    _tell_late(order, totals, policy=policy, stamp=stamp)
    return False


@transaction.atomic
def note_late_money(number: str, *, stamp: Stamp) -> bool:
    """Have given back what has just come for an order that was called off; return whether any.

    Refuses with OrderNotFound or NotPermitted.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    totals = totals_of(number, currency=order.currency)
    if order.state != OrderState.CANCELED or not (totals.refundable or totals.capturable):
        return False
    _tell_late(order, totals, policy=LatePayment.REFUND, stamp=stamp)
    return True


def _tell_late(order: Order, totals: PaymentTotals, *, policy: LatePayment, stamp: Stamp) -> None:
    back = rules.surplus(totals=totals, total=order.in_currency(order.total))
    record(
        OrderPaidLate(
            number=order.number,
            refund_due=back.refund,
            void_due=back.void,
            policy=policy,
            stamp=stamp,
        )
    )


def is_on_its_way(totals: PaymentTotals) -> bool:
    """Return whether money was asked for and nobody has answered yet."""
    return bool(totals.charge_pending or totals.authorize_pending)


def _can_expire(order: Order) -> bool:
    is_open = order.state in OPEN_STATES
    return is_open and order.fulfillment_state == FulfillmentState.UNFULFILLED


def _close(order: Order, *, stamp: Stamp) -> None:
    units, total = order.units, order.in_currency(order.total)
    order.move(OrderMove.EXPIRE)
    order.move_fulfillment(FulfillmentMove.CANCEL)
    call_off(order, lock_lines(order), why=DeltaReason.EXPIRED, stamp=stamp)
    release_stock(order.number, stamp=stamp)
    settle(order, stamp=stamp)
    record(
        OrderExpired(
            number=order.number,
            business_date=order.business_date,
            units=units,
            total=total,
            stamp=stamp,
        )
    )


def _reopen(order: Order, *, stamp: Stamp) -> bool:
    """Take an expired order up again where its stock is still there; return whether it was."""
    lines = lock_lines(order)
    changes = _put_back(order, lines)
    until: datetime = stamp.at + timedelta(minutes=order.channel.hold_minutes)
    try:
        with transaction.atomic():
            refit_stock(
                order.number,
                demands=demands_of(lines),
                source=source_of(order),
                until=until,
                stamp=stamp,
            )
    except OutOfStock:
        return False
    order.move(OrderMove.REOPEN)
    order.move_fulfillment(FulfillmentMove.REOPEN)
    order.expires_at = None
    book(order, changes, reason=DeltaReason.REOPENED, stamp=stamp)
    OrderLine.objects.bulk_update(lines, ["canceled"])
    settle(order, "expires_at", stamp=stamp)
    record(
        OrderReopened(
            number=order.number,
            business_date=order.business_date,
            units=order.units,
            total=order.in_currency(order.total),
            confirms_itself=order.channel.confirms_itself,
            stamp=stamp,
        )
    )
    return True


def _put_back(order: Order, lines: Sequence[OrderLine]) -> list[Change]:
    """Count as standing again what its expiry took back, and return what that comes to."""
    by_id = {line.id: line for line in lines}
    why = (DeltaReason.EXPIRED, DeltaReason.REOPENED)
    sums: dict[UUID | None, Change] = {}
    for delta in OrderDelta.objects.filter(order=order, reason__in=why):
        line = by_id[delta.line_id] if delta.line_id else None
        told = (order.in_currency(-each) for each in (delta.net, delta.tax, delta.total))
        change = Change(line, -delta.quantity, LineAmounts(*told), delta.tax_rate)
        before = sums.get(delta.line_id)
        sums[delta.line_id] = change if before is None else change.and_also(before)
    for change in sums.values():
        if change.line is not None:
            change.line.canceled -= change.quantity
    return list(sums.values())
