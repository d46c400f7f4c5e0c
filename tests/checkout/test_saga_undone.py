"""Checkouts that wait, that nobody heard of, and that cannot be: each thing undone once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.checkout.errors import (
    CheckoutIsOver,
)
from guildhall.checkout.models import Cart
from guildhall.checkout.operations import (
    advance_checkout,
    cancel_checkout,
    start_checkout,
)
from guildhall.checkout.queries import get_checkout
from guildhall.checkout.types import CartCard
from guildhall.inventory.models import Reservation
from guildhall.inventory.states import Outcome
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.orders.models import Order
from guildhall.payments.operations import note_steps
from guildhall.payments.queries import payments_of
from guildhall.payments.states import Stand, Step
from guildhall.payments.types import ProviderStep
from tests.checkout.looks import reserved, resume, stands
from tests.factories.checkouts import (
    check_out,
    new_checkout,
    tender,
)
from tests.twins.plain.server import PlainTwin


def test_where_one_tender_is_refused_the_others_go_back(cart: CartCard, twin: PlainTwin) -> None:
    tenders = (tender(amount="1"), tender(amount="2", capture=True), tender("declined"))
    failing = check_out(cart, *tenders)
    resume(failing.row.id)
    resume(failing.row.id, minutes=5)

    ended = get_checkout(failing.row.id, at=clock.now())
    assert ended.row.state == "failed"
    assert stands(ended.row.order_number) == {
        Stand.VOIDED: 1,
        Stand.REFUNDED: 1,
        Stand.REFUSED: 1,
    }
    assert sum(Decimal(payment["taken"]) for payment in twin.payments.values()) == 0
    assert Cart.objects.get(id=cart.id).version > cart.version  # a try shows, also once undone


def test_a_customer_who_has_to_act_is_waited_for(cart: CartCard, twin: PlainTwin) -> None:
    waiting = check_out(cart, tender("act"))
    (call,) = twin.by_key
    twin.do_pay(call)
    resume(waiting.row.id)

    done = get_checkout(waiting.row.id, at=clock.now())
    assert (waiting.row.state, waiting.row.waits_for) == ("waiting", "customer")
    assert waiting.calls_for[0].action == {"redirect_url": "https://plain.example/act"}
    assert done.row.state == "done"
    assert Order.objects.get().state == "confirmed"


def test_who_never_pays_is_asked_for_and_then_called_off(cart: CartCard) -> None:
    waiting = check_out(cart, tender("act"))

    resume(waiting.row.id, minutes=28)
    resume(waiting.row.id, minutes=30)
    resume(waiting.row.id, minutes=35)

    ended = get_checkout(waiting.row.id, at=clock.now())
    assert (ended.row.state, ended.row.reason) == ("failed", "expired")
    assert stands(ended.row.order_number) == {Stand.VOIDED: 1}
    assert reserved() == 0


def test_who_paid_at_the_last_moment_has_bought(cart: CartCard, twin: PlainTwin) -> None:
    """The provider is asked before anything is called off."""
    waiting = check_out(cart, tender("act"))
    (call,) = twin.by_key
    twin.do_pay(call)

    resume(waiting.row.id, minutes=28)

    assert get_checkout(waiting.row.id, at=clock.now()).row.state == "done"


def test_an_answer_that_nobody_heard_is_asked_for(cart: CartCard, twin: PlainTwin) -> None:
    """A cut line is no refusal: the provider has it, and the order stands all the same."""
    twin.faults.change({"drop": 1})
    waiting = check_out(cart)
    resume(waiting.row.id)

    done = get_checkout(waiting.row.id, at=clock.now())
    assert waiting.row.state == "waiting"
    assert done.row.state == "done"
    assert len(twin.payments) == 1


def test_a_checkout_can_be_called_off_while_it_is_made(cart: CartCard, stamp: Stamp) -> None:
    waiting = check_out(cart, tender("act"))

    cancel_checkout(waiting.row.id, reason="went away", stamp=stamp)
    resume(waiting.row.id)
    resume(waiting.row.id, minutes=5)

    assert get_checkout(waiting.row.id, at=clock.now()).row.state == "failed"
    assert Cart.objects.get().state == "open"
    with pytest.raises(CheckoutIsOver):
        cancel_checkout(waiting.row.id, reason="went away", stamp=stamp)


def test_money_that_comes_after_all_was_undone_goes_back(cart: CartCard, twin: PlainTwin) -> None:
    failed = check_out(cart, tender("declined"))
    (payment,) = payments_of(failed.row.order_number)
    (told,) = twin.payments.values()
    told["state"] = "authorized"
    after = clock.now() + timedelta(seconds=5)
    step = ProviderStep(
        told["id"], Step.AUTHORIZE_SUCCESS, payment.amount, after, key=payment.id.hex
    )
    note_steps(payment.id, (step,), source="notice", stamp=system_stamp("test", after))

    undoing = advance_checkout(failed.row.id, stamp=system_stamp("test", after))
    resume(failed.row.id)
    resume(failed.row.id, minutes=5)

    assert (undoing.row.state, undoing.row.reason) == ("undoing", "paid too late")
    assert get_checkout(failed.row.id, at=clock.now()).row.state == "failed"
    assert told["state"] == "voided"


def test_an_order_whose_stock_is_gone_is_undone_though_it_is_paid_for(
    cart: CartCard, stamp: Stamp
) -> None:
    started = start_checkout(cart.token, new_checkout(), stamp=stamp)
    Reservation.objects.update(outcome=Outcome.EXPIRED)

    failing = check_out(cart)
    resume(failing.row.id)
    resume(failing.row.id, minutes=5)

    ended = get_checkout(started.row.id, at=clock.now())
    assert (ended.row.state, ended.row.reason) == ("failed", "orders.hold_lost")
    assert stands(ended.row.order_number) == {Stand.VOIDED: 1}
