"""Carts: filled, priced, held and sent."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from guildhall.catalog.errors import UnknownSku
from guildhall.catalog.operations import change_price
from guildhall.checkout.errors import (
    CartInvalid,
    CartNotFound,
    CartNotOpen,
    LineNotFound,
    MethodNotOffered,
    NothingHeld,
)
from guildhall.checkout.models import Cart
from guildhall.checkout.operations import (
    add_line,
    choose_method,
    drop_line,
    hold_cart,
    open_cart,
    set_address,
    set_line,
)
from guildhall.checkout.queries import get_cart, offers_of
from guildhall.checkout.types import Contact
from guildhall.customers.operations import block_customer, merge_customers
from guildhall.customers.queries import group_of
from guildhall.inventory.errors import HoldTooLarge, OutOfStock
from guildhall.inventory.models import Reservation
from guildhall.inventory.operations import set_sourcing
from guildhall.inventory.states import Outcome
from guildhall.inventory.types import Sourcing
from guildhall.kernel.conditions import ChangedMeanwhile, Expected, quoted
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.orders.errors import OrderInvalid
from guildhall.orders.types import CartLine
from tests.factories.checkouts import HOME, make_checkout_cart, new_cart
from tests.factories.company import Company
from tests.factories.customers import make_customer
from tests.factories.prices import usd
from tests.inventory.shelves import broken_rules, later

ABROAD = replace(HOME, country="DE", postcode="10115")


def of(sku: str, quantity: int) -> CartLine:
    return CartLine(sku, Decimal(quantity))


def held() -> Decimal:
    rows = Reservation.objects.filter(outcome=Outcome.OPEN).values_list("quantity", flat=True)
    return sum(rows, Decimal(0))


def test_a_cart_costs_what_its_order_would(company: Company, stamp: Stamp) -> None:
    cart = make_checkout_cart(company, {"APPLE": 2, "BREAD": 1}, stamp=stamp)

    assert cart.quote is not None
    assert cart.quote.total == usd("7.50")
    assert {line.variant.origin.source for line in cart.quote.lines} == {"import"}
    assert cart.blocked == {}


def test_lines_are_added_set_and_taken_out(company: Company, stamp: Stamp) -> None:
    cart = make_checkout_cart(company, {"APPLE": 2}, stamp=stamp)

    add_line(cart.token, of("APPLE", 3), stamp=stamp)
    add_line(cart.token, of("BREAD", 1), stamp=stamp)
    set_line(cart.token, of("BREAD", 4), stamp=stamp)
    left = drop_line(cart.token, "APPLE", stamp=stamp)

    assert left.lines == (of("BREAD", 4),)
    assert get_cart(cart.token, at=stamp.at).version == 5


def test_what_is_not_sold_here_is_not_put_in(company: Company, stamp: Stamp) -> None:
    cart = make_checkout_cart(company, stamp=stamp)

    with pytest.raises(UnknownSku):
        add_line(cart.token, of("GOLD", 1), stamp=stamp)
    with pytest.raises(OrderInvalid):
        set_line(cart.token, of("APPLE", 0), stamp=stamp)
    with pytest.raises(LineNotFound):
        drop_line(cart.token, "BREAD", stamp=stamp)


def test_nobody_finds_a_cart_by_another_name(company: Company, stamp: Stamp) -> None:
    with pytest.raises(CartNotFound):
        get_cart("guessed", at=stamp.at)


def test_a_cart_changed_by_another_tab_is_refused(company: Company, stamp: Stamp) -> None:
    cart = make_checkout_cart(company, stamp=stamp)
    seen = Expected((quoted(str(cart.version)),))
    add_line(cart.token, of("BREAD", 1), stamp=stamp)

    with pytest.raises(ChangedMeanwhile):
        add_line(cart.token, of("BREAD", 1), stamp=stamp, expected=seen)


def test_a_cart_that_is_being_placed_stays_as_it_is(company: Company, stamp: Stamp) -> None:
    cart = make_checkout_cart(company, stamp=stamp)
    Cart.objects.update(state="placing")

    with pytest.raises(CartNotOpen):
        add_line(cart.token, of("BREAD", 1), stamp=stamp)


def test_a_shopper_chooses_no_discount_and_no_customer(company: Company, stamp: Stamp) -> None:
    shopper = replace(stamp, by=Actor("api_key", "pk", (Grant("carts:edit"),)))
    new = new_cart(company, {"APPLE": 1})

    with pytest.raises(NotPermitted):
        open_cart(replace(new, customer_group="trade"), stamp=shopper)
    with pytest.raises(NotPermitted):
        open_cart(replace(new, customer=company.site.id), stamp=shopper)


def test_what_is_sent_costs_what_its_zone_says(sending: Company, stamp: Stamp) -> None:
    cart = make_checkout_cart(sending, stamp=stamp)

    here = set_address(cart.token, Contact("Alice"), shipping=HOME, stamp=stamp)
    (home,), _ = offers_of(cart.token, at=stamp.at)
    set_address(cart.token, Contact("Alice"), shipping=ABROAD, stamp=stamp)
    (abroad,), _ = offers_of(cart.token, at=stamp.at)
    chosen = choose_method(cart.token, "parcel", stamp=stamp)

    assert here.blocked.keys() == {"shipping_method"}
    assert home.amounts.total == usd("4.90")
    assert abroad.amounts.total == usd("19.00")
    assert chosen.quote is not None
    assert chosen.quote.total == usd("24.00")
    assert chosen.blocked == {}


def test_from_its_limit_on_sending_is_free(sending: Company, stamp: Stamp) -> None:
    cart = open_cart(new_cart(sending, {"APPLE": 20}, address=HOME, method="parcel"), stamp=stamp)

    assert cart.quote is not None
    assert cart.quote.shipping is not None
    assert cart.quote.shipping.amounts.total == usd("0")


def test_a_way_needs_an_address_and_has_to_be_offered(sending: Company, stamp: Stamp) -> None:
    cart = make_checkout_cart(sending, stamp=stamp)

    with pytest.raises(CartInvalid):
        choose_method(cart.token, "parcel", stamp=stamp)
    set_address(cart.token, Contact("Alice"), shipping=HOME, stamp=stamp)
    with pytest.raises(MethodNotOffered):
        choose_method(cart.token, "drone", stamp=stamp)


def test_an_address_is_checked_by_field(company: Company, stamp: Stamp) -> None:
    cart = make_checkout_cart(company, stamp=stamp)
    nowhere = replace(HOME, country="QQ", region="US-CA")

    with pytest.raises(CartInvalid) as refused:
        set_address(cart.token, Contact(), shipping=nowhere, stamp=stamp)

    assert refused.value.errors.keys() == {"shipping_address.country", "shipping_address.region"}


def test_a_hold_follows_its_cart(company: Company, stamp: Stamp) -> None:
    cart = make_checkout_cart(company, {"APPLE": 2}, stamp=stamp)

    hold_cart(cart.token, minutes=10, stamp=stamp)
    assert held() == 2
    set_line(cart.token, of("APPLE", 5), stamp=stamp)
    assert held() == 5
    drop_line(cart.token, "APPLE", stamp=stamp)

    assert held() == 0
    assert broken_rules() == []


def test_a_hold_is_prolonged_no_longer_than_four_times(company: Company, stamp: Stamp) -> None:
    cart = make_checkout_cart(company, stamp=stamp)
    hold_cart(cart.token, minutes=30, stamp=stamp)
    ends = []
    for minutes in range(20, 120, 20):
        after = later(stamp, minutes=minutes)
        ends.append(hold_cart(cart.token, minutes=30, stamp=after).held_until)

    assert ends[0] == stamp.at + timedelta(minutes=50)
    assert ends[-1] == stamp.at + timedelta(minutes=120)


def test_one_caller_keeps_no_more_than_its_share(company: Company, stamp: Stamp) -> None:
    """Many carts from one address are one holder: a flash sale is not emptied by unpaid holds."""
    set_sourcing("web", Sourcing(most_held=Decimal(3)), stamp=stamp)
    first = make_checkout_cart(company, {"APPLE": 2}, stamp=stamp)
    second = make_checkout_cart(company, {"APPLE": 2}, stamp=stamp)
    hold_cart(first.token, minutes=10, stamp=stamp)

    with pytest.raises(HoldTooLarge):
        hold_cart(second.token, minutes=10, stamp=stamp)


def test_nothing_is_held_of_an_empty_cart_nor_more_than_there_is(
    company: Company, stamp: Stamp
) -> None:
    empty = open_cart(new_cart(company, {}), stamp=stamp)
    many = make_checkout_cart(company, {"APPLE": 101}, stamp=stamp)

    with pytest.raises(NothingHeld):
        hold_cart(empty.token, minutes=10, stamp=stamp)
    with pytest.raises(OutOfStock):
        hold_cart(many.token, minutes=10, stamp=stamp)


def test_a_price_that_changes_is_seen_at_once(company: Company, stamp: Stamp) -> None:
    cart = make_checkout_cart(company, stamp=stamp)
    change_price("APPLE", price=usd("3.00"), channel=company.site.channel, stamp=stamp)

    quote = get_cart(cart.token, at=later(stamp, seconds=1).at).quote

    assert quote is not None
    assert quote.total == usd("6.00")


def test_a_server_names_only_customers_of_ours_who_may_buy(company: Company, stamp: Stamp) -> None:
    new = new_cart(company, {"APPLE": 1})
    alice = make_customer(group="trade", stamp=stamp)

    cart = open_cart(replace(new, customer=alice.id), stamp=stamp)
    block_customer(alice.number, reason="fraud", stamp=stamp)

    assert Cart.objects.get(token=cart.token).made_by == stamp.by.name
    for stranger in (alice.id, new_id()):
        with pytest.raises(CartInvalid) as refused, transaction.atomic():
            open_cart(replace(new, customer=stranger), stamp=stamp)
        assert "customer" in refused.value.errors
    assert group_of(alice.id) == ""


def test_a_customer_who_was_merged_buys_as_who_they_are(company: Company, stamp: Stamp) -> None:
    alice = make_customer(group="trade", stamp=stamp)
    former = make_customer("Alice", "old@example.com", stamp=stamp)
    merge_customers(alice.number, former.number, stamp=stamp)

    cart = open_cart(replace(new_cart(company, {"APPLE": 1}), customer=former.id), stamp=stamp)

    assert Cart.objects.get(token=cart.token).customer == former.id
    assert group_of(former.id) == "trade"
