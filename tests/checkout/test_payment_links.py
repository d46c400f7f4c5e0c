"""A draft is paid by its customer, at an address that they were sent."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client

from guildhall.checkout.errors import CartNotOpen, LinkNotFound
from guildhall.checkout.models import Cart, Checkout, PaymentLink
from guildhall.checkout.operations import (
    make_draft,
    make_link,
    pay_by_link,
    revoke_link,
    start_checkout,
)
from guildhall.checkout.types import CartCard, LinkCard
from guildhall.kernel import clock
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.rates import CallsTooFast
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.orders.models import Order
from tests.checkout.looks import resume
from tests.factories.checkouts import (
    HOME_JSON,
    make_checkout_cart,
    make_shipping,
    new_cart,
    new_checkout,
)
from tests.factories.company import Company
from tests.factories.payments import open_plain
from tests.harness.processes import wait_until
from tests.inventory.shelves import later
from tests.twins.plain.server import PlainTwin


@pytest.fixture
def draft(shop: Company, stamp: Stamp) -> CartCard:
    return make_draft(new_cart(shop, {"APPLE": 2}), stamp=stamp)


@pytest.fixture
def link(draft: CartCard, stamp: Stamp) -> LinkCard:
    return make_link(draft.id, until=stamp.at + timedelta(days=3), stamp=stamp)


def test_a_customer_sees_what_it_costs_and_pays(shop: Company, link: LinkCard) -> None:
    browser = Client(headers={"host": shop.host}, enforce_csrf_checks=True)
    path = f"/pay/{link.token}"

    page = browser.get(path).content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    asked = {"account": "plain", "total": "5.00", "currency": "USD"}
    paid = browser.post(path, {**asked, "csrfmiddlewaretoken": token[1]})
    wait_until(lambda: Order.objects.filter(state="confirmed").exists(), what="the order")

    assert "Apple of the house" in page
    assert paid.status_code == 302
    assert Order.objects.get().number in browser.get(path).content.decode()


def test_a_price_that_changed_meanwhile_is_shown_before_it_is_paid(
    shop: Company, link: LinkCard
) -> None:
    browser = Client(headers={"host": shop.host})
    asked = {"account": "plain", "total": "4.00", "currency": "USD"}

    refused = browser.post(f"/pay/{link.token}", asked)

    assert refused.status_code == 409
    assert not Order.objects.exists()


@pytest.mark.parametrize("total", ["", "NaN", "-1", "x" * 40])
def test_what_is_no_amount_is_refused(shop: Company, link: LinkCard, total: str) -> None:
    asked = {"account": "plain", "total": total, "currency": "USD"}

    refused = Client(headers={"host": shop.host}).post(f"/pay/{link.token}", asked)

    assert refused.status_code == 409


def test_an_address_that_is_over_leads_nowhere(
    shop: Company, draft: CartCard, link: LinkCard, stamp: Stamp
) -> None:
    revoke_link(draft.id, stamp=stamp)
    browser = Client(headers={"host": shop.host})

    assert browser.get(f"/pay/{link.token}").status_code == 404
    assert browser.get("/pay/guessed").status_code == 404
    with pytest.raises(LinkNotFound):
        pay_by_link(link.token, new_checkout(), stamp=stamp)


def test_an_address_expires_and_a_new_one_revokes_it(
    draft: CartCard, link: LinkCard, stamp: Stamp
) -> None:
    with pytest.raises(LinkNotFound):
        pay_by_link(link.token, new_checkout(), stamp=later(stamp, minutes=60 * 24 * 4))
    make_link(draft.id, until=stamp.at + timedelta(days=1), stamp=stamp)

    assert PaymentLink.objects.filter(revoked_at=None).count() == 1


def test_a_draft_is_bought_once_however_many_have_its_address(
    draft: CartCard, link: LinkCard, stamp: Stamp
) -> None:
    first = pay_by_link(link.token, new_checkout(), stamp=stamp)
    again = pay_by_link(link.token, new_checkout(), stamp=stamp)

    assert first.row.id == again.row.id
    with pytest.raises(CartNotOpen):
        make_link(draft.id, until=stamp.at + timedelta(days=1), stamp=stamp)


@pytest.fixture
def sent(shop: Company, stamp: Stamp) -> LinkCard:
    """Make a draft whose goods have to be sent somewhere, and its address."""
    make_shipping(stamp=stamp)
    forget_everything()
    draft = make_draft(new_cart(shop, {"APPLE": 2}), stamp=stamp)
    return make_link(draft.id, until=stamp.at + timedelta(days=3), stamp=stamp)


def test_a_customer_says_where_it_goes_and_how_and_pays_that(
    shop: Company, sent: LinkCard
) -> None:
    browser, path = Client(headers={"host": shop.host}), f"/pay/{sent.token}"

    first = browser.get(path).content.decode()
    browser.post(f"{path}/address", HOME_JSON)
    second = browser.get(path).content.decode()
    browser.post(f"{path}/way", {"way": "parcel"})
    third = browser.get(path).content.decode()
    browser.post(path, {"account": "plain", "total": "9.90", "currency": "USD"})
    wait_until(lambda: Order.objects.filter(state="confirmed").exists(), what="the order")

    assert ['name="line1"' in page for page in (first, second, third)] == [True, False, False]
    assert ["Parcel" in page for page in (first, second, third)] == [False, True, True]
    assert ["Pay with" in page for page in (first, second, third)] == [False, False, True]
    assert "$9.90" in third
    assert "Evergreen" not in third
    assert Order.objects.get().total == Decimal("9.90")
    assert "Evergreen" in Order.objects.get().customer_address


@pytest.mark.parametrize(
    "wrong", [{"country": "XX"}, {"city": ""}, {"region": "CN-1"}, {"email": "nobody"}]
)
def test_an_address_that_is_none_is_asked_for_again(
    shop: Company, sent: LinkCard, wrong: dict[str, str]
) -> None:
    browser = Client(headers={"host": shop.host})

    answer = browser.post(f"/pay/{sent.token}/address", {**HOME_JSON, **wrong})

    assert answer.status_code == 422
    assert 'name="line1"' in answer.content.decode()


def test_what_needs_an_address_is_not_paid_without_one(shop: Company, sent: LinkCard) -> None:
    asked = {"account": "plain", "total": "5.00", "currency": "USD"}

    refused = Client(headers={"host": shop.host}).post(f"/pay/{sent.token}", asked)

    assert refused.status_code == 422
    assert not Order.objects.exists()


def test_a_revoked_address_changes_nothing(shop: Company, sent: LinkCard, stamp: Stamp) -> None:
    revoke_link(PaymentLink.objects.get().cart_id, stamp=stamp)
    browser = Client(headers={"host": shop.host})

    assert browser.post(f"/pay/{sent.token}/address", HOME_JSON).status_code == 404
    assert browser.post(f"/pay/{sent.token}/way", {"way": "parcel"}).status_code == 404
    assert Cart.objects.get().shipping_address is None


def test_a_customer_whom_the_provider_asks_for_more_is_led_there_and_comes_back(
    shop: Company, link: LinkCard, twin: PlainTwin
) -> None:
    browser, path = Client(headers={"host": shop.host}), f"/pay/{link.token}"
    asked = {"account": "plain", "total": "5.00", "currency": "USD"}
    twin.unsaid = "act"

    browser.post(path, asked)
    wait_until(lambda: "Go on to pay" in browser.get(path).content.decode(), what="where to pay")
    (call,) = twin.by_key
    twin.do_pay(call)
    wait_until(lambda: _is_confirmed(Checkout.objects.get().id), what="an order")

    assert Order.objects.get().number in browser.get(path).content.decode()


def _is_confirmed(checkout: UUID) -> bool:
    """Go on with a checkout, unless somebody else is at it just now."""
    resume(checkout)
    return str(Order.objects.get().state) == "confirmed"


def test_a_revoked_address_tells_nothing_of_what_was_bought(shop: Company, link: LinkCard) -> None:
    browser = Client(headers={"host": shop.host})
    Cart.objects.update(state="placed", order_number="ORD-1")
    seen = browser.get(f"/pay/{link.token}")

    PaymentLink.objects.update(revoked_at=link.expires_at)

    assert (seen.status_code, seen["X-Robots-Tag"]) == (200, "noindex")
    assert "no-store" in seen["Cache-Control"]
    assert browser.get(f"/pay/{link.token}").status_code == 404


def test_nobody_pays_by_an_account_for_trying_out_where_one_is_real(
    shop: Company, link: LinkCard, stamp: Stamp
) -> None:
    open_plain("real", live=True)
    asked = {"account": "plain", "total": "5.00", "currency": "USD"}
    browser = Client(headers={"host": shop.host})

    page = browser.get(f"/pay/{link.token}").content.decode()
    refused = browser.post(f"/pay/{link.token}", asked)

    assert 'value="real"' in page
    assert 'value="plain"' not in page
    assert refused.status_code == 404
    assert not Order.objects.exists()


def test_a_cart_is_no_place_to_try_cards(shop: Company, stamp: Stamp) -> None:
    shopper = replace(stamp, by=Actor("api_key", "page", (Grant("carts:edit"),)))
    cart = make_checkout_cart(shop, stamp=stamp)
    now = clock.now()
    for number in range(10):
        Checkout.objects.create(
            cart_id=cart.id,
            order_number=f"ORD-{number}",
            scopes=[],
            state="failed",
            currency="USD",
            total=5,
            deadline=now,
            started_at=now,
            updated_at=now,
        )
    Cart.objects.filter(id=cart.id).update(version=21)  # begun and opened again ten times

    with pytest.raises(CallsTooFast):
        start_checkout(cart.token, new_checkout(), stamp=replace(shopper, at=now))
    assert start_checkout(cart.token, new_checkout(), stamp=replace(stamp, at=now)).token
