"""A checkout that is undone and an order that owes: both hear of it, money goes back once."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.checkout.models import Checkout
from guildhall.checkout.operations import advance_checkout
from guildhall.checkout.types import CartCard, CheckoutCard
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.orders.models import Order
from guildhall.orders.operations import cancel_order
from guildhall.payments.models import PaymentCall
from guildhall.payments.operations import grant_refund, note_steps
from guildhall.payments.queries import payments_of, refunds_of, totals_of
from guildhall.payments.states import Step
from guildhall.payments.types import NewRefund, ProviderStep
from tests.checkout.looks import resume
from tests.factories.checkouts import check_out, tender
from tests.factories.payments import read_all, send
from tests.factories.prices import usd
from tests.flows.test_reactions import deliver_all
from tests.twins.plain.server import PlainTwin


def _send_all() -> None:
    for call in PaymentCall.objects.exclude(state__in=("done", "refused")):
        send(call.id)


def _settle() -> None:
    """Let all that follows follow, by facts and by calls, until nothing moves any more."""
    for _ in range(4):
        deliver_all()
        _send_all()
        read_all()


def _taken(twin: PlainTwin) -> Decimal:
    return sum((Decimal(each["taken"]) for each in twin.payments.values()), Decimal(0))


def _half_paid(cart: CartCard) -> CheckoutCard:
    """Begin a checkout of which one tender is charged, and the other waits for the customer."""
    return check_out(cart, tender(amount="2", capture=True), tender("act"))


def _by_facts(_: CheckoutCard) -> None:
    deliver_all()


def _by_the_sweep(begun: CheckoutCard) -> None:
    advance_checkout(begun.row.id, stamp=system_stamp("sweep", clock.now()), over=True)


@pytest.mark.parametrize("first", [_by_facts, _by_the_sweep])
def test_an_order_called_off_while_it_is_being_paid_gives_back_once(
    cart: CartCard, twin: PlainTwin, stamp: Stamp, first: Callable[[CheckoutCard], None]
) -> None:
    begun = _half_paid(cart)
    number = begun.row.order_number

    cancel_order(number, reason="changed my mind", stamp=stamp)
    first(begun)
    _settle()
    resume(begun.row.id)
    resume(begun.row.id, minutes=5)
    _settle()

    assert len(twin.calls("POST", ".*/refunds")) == 1
    assert len(twin.calls("POST", ".*/voids")) == 1
    assert _taken(twin) == 0
    assert totals_of(number, currency="USD").refunded == usd("2")
    assert Checkout.objects.get(id=begun.row.id).state == "failed"
    assert not [each for each in refunds_of(number) if each.state in {"none", "pending"}]


def test_what_was_granted_and_went_back_by_the_checkout_is_withdrawn(
    cart: CartCard, twin: PlainTwin, stamp: Stamp
) -> None:
    """Granted first, given back by the checkout before the grant was carried out."""
    begun = _half_paid(cart)
    number = begun.row.order_number
    grant_refund(number, NewRefund(usd("2"), "changed my mind"), key="g", stamp=stamp)

    _by_the_sweep(begun)
    _settle()

    assert len(twin.calls("POST", ".*/refunds")) == 1
    assert [each.state for each in refunds_of(number)] == ["withdrawn"]
    assert totals_of(number, currency="USD").refunded == usd("2")


def test_a_failed_checkout_takes_nothing_from_an_order_that_lives_again(
    cart: CartCard, twin: PlainTwin
) -> None:
    failed = check_out(cart, tender("declined"))
    number = failed.row.order_number
    Order.objects.filter(number=number).update(total=5)
    (payment,) = payments_of(number)
    after = system_stamp("test", clock.now() + timedelta(seconds=5))
    step = ProviderStep("p", Step.AUTHORIZE_SUCCESS, payment.amount, after.at, key=payment.id.hex)
    note_steps(payment.id, (step,), source="notice", stamp=after)

    card = advance_checkout(failed.row.id, stamp=after)

    assert card.row.state == "failed"
    assert not PaymentCall.objects.filter(kind="void").exists()
