"""What an order's payments say of it: taken by hand, and noted as they come in."""

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.orders import rules
from guildhall.orders.errors import MoreThanDue, OrderIsOver
from guildhall.orders.events import OrderPaymentNoted
from guildhall.orders.models import Order
from guildhall.orders.operations.opened import lock_order, must, save
from guildhall.orders.states import CLOSED_STATES, OrderState
from guildhall.payments.operations import record_manual_payment
from guildhall.payments.queries import is_recorded, totals_of
from guildhall.payments.types import PaymentTotals


@transaction.atomic
def take_payment(number: str, *, amount: Money, key: str, stamp: Stamp) -> None:
    """Note that a customer has paid by hand; the same `key` again changes nothing.

    Refuses with OrderNotFound, NotPermitted, OrderIsOver, MoreThanDue, CurrencyMismatch or
    AmountInvalid.
    """
    order = lock_order(number)
    scope = must("payments:edit", order=order, stamp=stamp)
    if is_recorded(number, key=key):
        return
    if order.state in CLOSED_STATES:
        raise OrderIsOver(number=number, state=order.state)
    due = order.in_currency(order.total) - totals_of(number, currency=order.currency).kept
    if amount.amount.is_finite() and amount > due:
        raise MoreThanDue(due=due.rounded(), errors={"amount": "Take no more than is due."})

    record_manual_payment(number, amount=amount, key=key, stamp=stamp, scope=scope)


def worth_of(reference: str, currency: str) -> Money | None:
    """Return what an order comes to, and let nobody change it until the transaction ends.

    None for what is no order, or is sold in another currency.
    """
    rows = Order.objects.select_for_update().filter(number=reference, currency=currency)
    order = rows.first()
    return order.in_currency(order.total) if order else None


@transaction.atomic
def note_payment(number: str, *, totals: PaymentTotals, stamp: Stamp) -> None:
    """Set an order's payment state from what its payments come to in all.

    Refuses with OrderNotFound or NotPermitted.
    """
    order = lock_order(number)
    must("payments:edit", order=order, stamp=stamp)

    is_news = weigh(order, totals)
    # More for what is over may leave it where it stood, and has to go back all the same.
    if not is_news and not (order.state == OrderState.EXPIRED and totals.refundable):
        return
    save(order, "payment_state", stamp=stamp)

    record(
        OrderPaymentNoted(number=number, state=order.payment_state, paid=totals.kept, stamp=stamp)
    )


def weigh(order: Order, totals: PaymentTotals) -> bool:
    """Move an order's payment to where its totals put it; return whether that is news."""
    before = order.payment_state
    total = order.in_currency(order.total)
    is_closed = order.state in CLOSED_STATES
    order.move_payment(rules.payment_move(totals=totals, total=total, is_closed=is_closed))
    return order.payment_state != before
