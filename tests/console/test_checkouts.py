"""Pages of checkouts: what a clerk sees of a saga, and what they may do about it."""

from datetime import timedelta

import pytest

from guildhall.checkout.models import Checkout
from guildhall.checkout.operations import start_checkout
from guildhall.checkout.types import CheckoutCard
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.console.conftest import SignIn
from tests.factories.checkouts import make_checkout_cart, new_checkout, tender
from tests.factories.company import Company


@pytest.fixture
def started(shop: Company, stamp: Stamp) -> CheckoutCard:
    cart = make_checkout_cart(shop, stamp=stamp)
    new = new_checkout(tender(account="bank_transfer"))
    return start_checkout(cart.token, new, stamp=stamp)


def test_a_clerk_sees_each_step(started: CheckoutCard, sign_in: SignIn) -> None:
    client = sign_in(Role.SUPPORT)

    listed = client.get("/checkouts")
    shown = client.get(f"/checkouts/{started.row.id}")

    assert started.row.order_number in listed.content.decode()
    assert "Ask for the payment" in shown.content.decode()
    assert "bank_transfer" in shown.content.decode()


def test_what_is_stuck_comes_first(started: CheckoutCard, sign_in: SignIn) -> None:
    Checkout.objects.update(next_at=clock.now() - timedelta(hours=1))

    shown = sign_in(Role.SUPPORT).get("/checkouts", {"stuck": "1"})

    assert "nobody came" in shown.content.decode()


def test_a_clerk_calls_it_off_with_a_reason(started: CheckoutCard, sign_in: SignIn) -> None:
    client = sign_in(Role.SUPPORT)
    path = f"/checkouts/{started.row.id}/cancel"

    asked = client.get(path)
    blank = client.post(path, {"token": str(new_id())})
    done = client.post(path, {"reason": "by phone", "token": str(new_id())})

    assert (asked.status_code, blank.status_code, done.status_code) == (200, 422, 302)
    assert Checkout.objects.get().reason == "by phone"


def test_a_clerk_has_it_taken_up_at_once(started: CheckoutCard, sign_in: SignIn) -> None:
    client = sign_in(Role.SUPPORT)

    client.post(f"/checkouts/{started.row.id}/retry", {"token": str(new_id())})

    row = Checkout.objects.get()
    assert row.next_at is not None
    assert row.next_at <= clock.now()


def test_who_may_only_look_changes_nothing(started: CheckoutCard, sign_in: SignIn) -> None:
    client = sign_in(Role.READ_ONLY)

    shown = client.get(f"/checkouts/{started.row.id}")
    refused = client.post(f"/checkouts/{started.row.id}/retry", {"token": str(new_id())})

    assert "Try again now" not in shown.content.decode()
    assert refused.status_code == 403
