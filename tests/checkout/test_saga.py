"""From a cart to an authorized order."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from guildhall.catalog.operations import change_price
from guildhall.checkout.errors import (
    CartInvalid,
    QuoteChanged,
    TendersInvalid,
)
from guildhall.checkout.models import Cart
from guildhall.checkout.operations import (
    advance_checkout,
    hold_cart,
    open_cart,
    start_checkout,
)
from guildhall.checkout.types import CartCard
from guildhall.inventory.models import Reservation
from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.orders.models import Order
from guildhall.payments.queries import payments_of
from guildhall.payments.states import Stand
from tests.checkout.looks import reserved, stands
from tests.factories.checkouts import (
    HOME,
    check_out,
    make_shipping,
    new_cart,
    new_checkout,
    tender,
)
from tests.factories.company import Company
from tests.factories.prices import usd
from tests.inventory.shelves import broken_rules, later


def test_a_cart_becomes_a_confirmed_order_that_is_paid_for(cart: CartCard) -> None:
    done = check_out(cart)

    order = Order.objects.get()
    assert done.row.state == "done"
    assert order.state == "confirmed"
    assert stands(order.number) == {Stand.AUTHORIZED: 1}
    assert reserved() == 2
    assert Cart.objects.get().state == "placed"
    assert [(step.kind, step.state) for step in done.steps] == [
        ("place", "done"),
        ("authorize", "done"),
        ("complete", "done"),
    ]


def test_what_a_cart_holds_becomes_its_orders(cart: CartCard, stamp: Stamp) -> None:
    hold_cart(cart.token, minutes=10, stamp=stamp)

    check_out(cart)

    assert reserved() == 2
    assert broken_rules() == []


def test_what_is_authorized_is_the_total_with_what_sending_costs(
    shop: Company, stamp: Stamp
) -> None:
    make_shipping(stamp=stamp)
    cart = open_cart(new_cart(shop, {"APPLE": 2}, address=HOME, method="parcel"), stamp=stamp)

    done = check_out(cart, total="9.90")

    order = Order.objects.get()
    (payment,) = payments_of(order.number)
    assert done.row.state == "done"
    assert (order.total, order.shipping_total, order.shipping_code) == (
        Decimal("9.90"),
        Decimal("4.90"),
        "parcel",
    )
    assert payment.totals.authorized == usd("9.90")


def test_a_price_that_changed_refuses_the_checkout_and_tells_both(
    shop: Company, cart: CartCard, stamp: Stamp
) -> None:
    change_price("APPLE", price=usd("3.00"), channel=shop.site.channel, stamp=stamp)

    with pytest.raises(QuoteChanged) as refused:
        start_checkout(cart.token, new_checkout(), stamp=later(stamp, seconds=1))

    assert refused.value.facts == {"seen": "5.00 USD", "now": "6.00 USD"}
    assert not Order.objects.exists()
    assert reserved() == 0
    assert Cart.objects.get().state == "open"


def test_somebody_has_to_say_how_it_is_sent(shop: Company, cart: CartCard, stamp: Stamp) -> None:
    make_shipping(stamp=stamp)

    with pytest.raises(CartInvalid):
        start_checkout(cart.token, new_checkout(), stamp=stamp)


def test_two_tenders_are_two_payments_that_add_up(cart: CartCard) -> None:
    done = check_out(cart, tender(amount="2"), tender(capture=True))

    payments = payments_of(done.row.order_number)
    assert done.row.state == "done"
    assert [(str(p.amount.rounded()), p.stand) for p in payments] == [
        ("2.00 USD", Stand.AUTHORIZED),
        ("3.00 USD", Stand.CHARGED),
    ]


@pytest.mark.parametrize("amounts", [("2", "2"), ("5", None), (None, None), ("0", "5")])
def test_tenders_that_do_not_add_up_are_refused(
    cart: CartCard, stamp: Stamp, amounts: tuple[str | None, ...]
) -> None:
    tenders = [tender(amount=amount) for amount in amounts]

    with pytest.raises(TendersInvalid):
        start_checkout(cart.token, new_checkout(*tenders), stamp=stamp)

    assert not Order.objects.exists()


def test_asked_twice_it_is_done_once(cart: CartCard, stamp: Stamp) -> None:
    first = start_checkout(cart.token, new_checkout(), stamp=stamp)
    again = start_checkout(cart.token, new_checkout(), stamp=stamp)
    done = check_out(cart)

    assert again.row.id == first.row.id == done.row.id
    assert Order.objects.count() == 1
    assert start_checkout(cart.token, new_checkout(), stamp=stamp).row.state == "done"


def test_a_no_gives_the_stock_back_and_opens_the_cart(cart: CartCard) -> None:
    failed = check_out(cart, tender("declined"))

    assert (failed.row.state, failed.row.reason) == ("failed", "declined")
    assert Order.objects.get().state == "canceled"
    assert reserved() == 0
    assert Cart.objects.get().state == "open"
    assert broken_rules() == []


def test_after_a_no_the_cart_can_be_bought_otherwise(cart: CartCard) -> None:
    check_out(cart, tender("declined"))

    done = check_out(cart)

    assert done.row.state == "done"
    assert Counter(Order.objects.values_list("state", flat=True)) == {
        "canceled": 1,
        "confirmed": 1,
    }


def test_an_order_that_waits_for_a_transfer_stands_unconfirmed(
    cart: CartCard, stamp: Stamp
) -> None:
    card = start_checkout(cart.token, new_checkout(tender(account="bank_transfer")), stamp=stamp)
    done = advance_checkout(card.row.id, stamp=stamp)

    assert done.row.state == "done"
    assert Order.objects.get().state == "placed"
    assert set(Reservation.objects.values_list("expires_at", flat=True)) == {None}


def test_no_shoppers_key_keeps_goods_that_nobody_has_paid_for(
    cart: CartCard, stamp: Stamp
) -> None:
    shopper = replace(stamp, by=Actor("api_key", "pk", (Grant("carts:edit"),)))

    with pytest.raises(NotPermitted):
        start_checkout(cart.token, new_checkout(tender(account="bank_transfer")), stamp=shopper)


def test_a_shoppers_key_checks_out_and_does_nothing_else(cart: CartCard, stamp: Stamp) -> None:
    shopper = replace(stamp, by=Actor("api_key", "pk", (Grant("carts:edit"),)))

    card = start_checkout(cart.token, new_checkout(), stamp=shopper)

    assert card.row.state == "running"


def test_each_end_is_told_once(cart: CartCard, stamp: Stamp) -> None:
    done = check_out(cart)
    for _ in range(3):
        advance_checkout(done.row.id, stamp=stamp)

    told = Fact.objects.filter(type__startswith="checkout.").values_list("type", flat=True)
    assert Counter(told) == {"checkout.started": 1, "checkout.completed": 1}
