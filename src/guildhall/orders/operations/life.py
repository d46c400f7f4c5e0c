"""What happens to an order after it was placed."""

from django.db import transaction

from guildhall.inventory.operations import keep_stock
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.orders import rules
from guildhall.orders.errors import (
    HoldLost,
)
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
    rules.must_go_on(number, holds=order.holds, fraud=order.fraud)

    order.move(OrderMove.CONFIRM)
    save(order, "state", stamp=stamp)
    if not keep_stock(number, stamp=stamp):
        raise HoldLost(number=number)

    record(OrderConfirmed(number=number, stamp=stamp))


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
