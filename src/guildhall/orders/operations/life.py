"""What happens to an order after it was placed."""

from django.db import transaction

from guildhall.inventory.operations import keep_stock
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record, recording
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.rows import send, updating
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.orders import rules
from guildhall.orders.errors import FraudInDoubt, HoldLost, OrderOnHold
from guildhall.orders.events import (
    OrderCompleted,
    OrderConfirmed,
)
from guildhall.orders.models import Order
from guildhall.orders.operations.opened import lock_order, must, save
from guildhall.orders.states import (
    SETTLED,
    FulfillmentState,
    OrderMove,
    OrderState,
    PaymentState,
)
from guildhall.payments.queries import totals_of


@transaction.atomic
def confirm_order(number: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Accept an order and keep its stock for it without end.

    Refuses with OrderNotFound, NotPermitted, ChangedMeanwhile, OrderOnHold, FraudInDoubt,
    MoveNotAllowed or HoldLost.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    expected.must_be(order.version)
    if refused := _confirm(order, stamp):
        raise refused


@transaction.atomic(savepoint=False)
def try_to_confirm(number: str, *, stamp: Stamp) -> Refusal | None:
    """Do as `confirm_order`; return with what the order refuses, which then is as it was.

    For a caller who goes on in the same transaction: no savepoint is paid for. Refuses with
    OrderNotFound or NotPermitted.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    return _confirm(order, stamp)


def _confirm(order: Order, stamp: Stamp) -> Refusal | None:
    """Confirm a locked order, or return with what it refuses before anything is written."""
    number = order.number
    try:
        rules.must_go_on(number, holds=order.holds, fraud=order.fraud)
        order.move(OrderMove.CONFIRM)
    except (OrderOnHold, FraudInDoubt, MoveNotAllowed) as refused:
        return refused
    if not keep_stock(number, stamp=stamp):
        return HoldLost(number=number)
    order.updated_at = stamp.at
    changed = updating([order], changed=("state", "updated_at"))
    send(changed, recording([OrderConfirmed(number=number, stamp=stamp)]))
    return None


@transaction.atomic
def complete_order(number: str, *, stamp: Stamp) -> bool:
    """Close a confirmed order that is both shipped and paid; return whether it was.

    Refuses with OrderNotFound or NotPermitted.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    shipped = order.fulfillment_state == FulfillmentState.FULFILLED
    if order.state != OrderState.CONFIRMED or not shipped or not _is_settled(order):
        return False

    order.move(OrderMove.COMPLETE)
    save(order, "state", stamp=stamp)

    record(OrderCompleted(number=number, stamp=stamp))
    return True


def _is_settled(order: Order) -> bool:
    """Return whether nothing more is to come in; where something went back, the totals say."""
    if order.payment_state != PaymentState.PARTIALLY_REFUNDED:
        return order.payment_state in SETTLED
    kept = totals_of(order.number, currency=order.currency).kept
    return kept >= order.in_currency(order.total)
