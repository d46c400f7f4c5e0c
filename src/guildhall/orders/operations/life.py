"""What happens to an order after it was placed."""

from django.db import transaction

from guildhall.inventory.operations import keep_stock, release_stock, ship_stock
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.orders import rules
from guildhall.orders.errors import (
    HoldLost,
    MoreThanDue,
    NotConfirmed,
    OrderIsOver,
    OrderNotFound,
)
from guildhall.orders.events import (
    OrderCanceled,
    OrderCompleted,
    OrderConfirmed,
    OrderPaymentNoted,
    OrderShipped,
)
from guildhall.orders.models import Order
from guildhall.orders.queries.lists import scopes_for
from guildhall.orders.states import (
    FulfillmentMove,
    FulfillmentState,
    OrderMove,
    OrderState,
    PaymentState,
)
from guildhall.payments.operations import record_manual_payment
from guildhall.payments.queries import is_recorded, totals_of


@transaction.atomic
def confirm_order(number: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Accept an order and keep its stock for it without end.

    Refuses with OrderNotFound, NotPermitted, ChangedMeanwhile, MoveNotAllowed or HoldLost.
    """
    order = _lock(number)
    _must("orders:edit", order=order, stamp=stamp)
    expected.must_be(order.version)

    order.move(OrderMove.CONFIRM)
    _save(order, "state", stamp=stamp)
    if not keep_stock(number, stamp=stamp):
        raise HoldLost(number=number)

    record(OrderConfirmed(number=number, stamp=stamp))


@transaction.atomic
def ship_order(number: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Let everything that an order holds leave the building.

    Refuses with OrderNotFound, NotPermitted, ChangedMeanwhile, NotConfirmed or MoveNotAllowed.
    """
    order = _lock(number)
    _must("orders:edit", order=order, stamp=stamp)
    expected.must_be(order.version)
    if order.state != OrderState.CONFIRMED:
        raise NotConfirmed(number=number, state=order.state)

    order.move_fulfillment(FulfillmentMove.SHIP)
    _save(order, "fulfillment_state", stamp=stamp)
    ship_stock(number, stamp=stamp)

    record(
        OrderShipped(
            number=number,
            business_date=order.business_date,
            currency=order.currency,
            units=order.units,
            stamp=stamp,
        )
    )


@transaction.atomic
def cancel_order(number: str, *, reason: str, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Call off an order of which nothing has left the building, and give its stock back.

    Refuses with OrderNotFound, NotPermitted, ChangedMeanwhile or
    MoveNotAllowed.
    """
    order = _lock(number)
    _must("orders:edit", "checkout:edit", order=order, stamp=stamp)
    expected.must_be(order.version)

    order.move(OrderMove.CANCEL)
    order.move_fulfillment(FulfillmentMove.CANCEL)
    _save(order, "state", "fulfillment_state", stamp=stamp)
    release_stock(number, stamp=stamp)

    paid = totals_of(number, currency=order.currency).kept
    record(
        OrderCanceled(
            number=number,
            reason=reason,
            business_date=order.business_date,
            units=order.units,
            total=order.in_currency(order.total),
            refund_due=paid,
            stamp=stamp,
        )
    )


@transaction.atomic
def take_payment(number: str, *, amount: Money, key: str, stamp: Stamp) -> None:
    """Note that a customer has paid by hand; the same `key` again changes nothing.

    Refuses with OrderNotFound, NotPermitted, OrderIsOver, MoreThanDue, CurrencyMismatch or
    AmountInvalid.
    """
    order = _lock(number)
    scope = _must("payments:edit", order=order, stamp=stamp)
    if is_recorded(number, key=key):
        return
    if order.state == OrderState.CANCELED:
        raise OrderIsOver(number=number, state=order.state)
    paid = totals_of(number, currency=order.currency).kept
    due = order.in_currency(order.total) - paid
    if amount.amount.is_finite() and amount > due:
        raise MoreThanDue(due=due.rounded(), errors={"amount": "Take no more than is due."})

    record_manual_payment(number, amount=amount, key=key, stamp=stamp, scope=scope)


@transaction.atomic
def note_payment(number: str, *, paid: Money, stamp: Stamp) -> None:
    """Set an order's payment state from what has been paid in all.

    Refuses with OrderNotFound, NotPermitted or MoveNotAllowed.
    """
    order = _lock(number)
    _must("payments:edit", order=order, stamp=stamp)

    order.move_payment(rules.payment_move(paid=paid, total=order.in_currency(order.total)))
    _save(order, "payment_state", stamp=stamp)

    record(OrderPaymentNoted(number=number, state=order.payment_state, paid=paid, stamp=stamp))


@transaction.atomic
def complete_order(number: str, *, stamp: Stamp) -> bool:
    """Close an order that is both shipped and paid; return whether it was.

    Refuses with OrderNotFound, NotPermitted or MoveNotAllowed.
    """
    order = _lock(number)
    _must("orders:edit", order=order, stamp=stamp)
    shipped = order.fulfillment_state == FulfillmentState.FULFILLED
    if not shipped or order.payment_state != PaymentState.PAID:
        return False

    order.move(OrderMove.COMPLETE)
    _save(order, "state", stamp=stamp)

    record(OrderCompleted(number=number, stamp=stamp))
    return True


def _lock(number: str) -> Order:
    order = Order.objects.select_for_update().filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    return order


def _must(*permissions: str, order: Order, stamp: Stamp) -> tuple[str, ...]:
    """Return the order's scopes. Refuses with NotPermitted."""
    scopes = scopes_for(order.number, sold=order.scopes, actor=stamp.by)
    stamp.by.must(*permissions, scope=scopes)
    return scopes


def _save(order: Order, *fields: str, stamp: Stamp) -> None:
    order.updated_at = stamp.at
    order.save(update_fields=[*fields, "updated_at"])
