"""A draft is paid by its customer, at an address that they were sent."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from guildhall.checkout.errors import CartNotOpen, LinkNotFound
from guildhall.checkout.models import PaymentLink
from guildhall.checkout.operations import make_draft, make_link, pay_by_link, revoke_link
from guildhall.checkout.types import CartCard, LinkCard
from guildhall.kernel.stamp import Stamp
from guildhall.orders.models import Order
from tests.factories.checkouts import new_cart, new_checkout
from tests.factories.company import Company
from tests.harness.processes import wait_until
from tests.inventory.shelves import later


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
