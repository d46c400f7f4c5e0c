"""Whose orders are whose, whose prices they pay, and what is left of whom one forgets."""

from dataclasses import replace
from decimal import Decimal

import pytest

from guildhall.catalog import operations as catalog
from guildhall.catalog.types import PriceSlot
from guildhall.checkout.operations import erase_customer
from guildhall.customers import queries
from guildhall.customers.operations import know_buyer, merge_customers, take_along
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.orders.errors import CustomerNotFound
from guildhall.orders.operations import export_customer, note_customer, place_order
from guildhall.orders.queries import (
    buyer_of,
    count_orders_of,
    get_order,
    is_order_of,
    list_orders_of,
)
from tests.factories.company import Company, make_cart, make_order
from tests.factories.customers import make_customer
from tests.factories.prices import make_list, usd

ALICE = "alice@example.com"


def _known(company: Company, stamp: Stamp) -> str:
    number = make_order(company, stamp=stamp).row.number
    found = know_buyer(buyer_of(number)[0], stamp=stamp)
    assert found is not None
    note_customer(number, found, stamp=stamp)
    return number


def test_an_order_is_found_with_whoever_placed_it(company: Company, stamp: Stamp) -> None:
    number = _known(company, stamp)
    alice = queries.find_by_contact("ALICE@example.com")
    assert alice is not None

    assert [row.number for row in list_orders_of([alice]).items] == [number]
    assert is_order_of(number, [alice])
    assert count_orders_of([alice]) == 1


def test_orders_follow_a_merge(company: Company, stamp: Stamp) -> None:
    number = _known(company, stamp)
    alice = queries.find_by_contact(ALICE)
    assert alice is not None
    survivor = make_customer("Alice", "other@example.com", stamp=stamp)
    merge_customers(survivor.number, queries.numbers_of([alice])[alice], stamp=stamp)

    assert is_order_of(number, queries.ids_of(survivor.id))


def test_who_is_erased_is_nowhere_to_be_read(company: Company, stamp: Stamp) -> None:
    number = _known(company, stamp)
    told = take_along(ALICE, stamp=stamp)
    cards = export_customer(ALICE, stamp=stamp)

    erase_customer(ALICE, stamp=stamp)

    assert told is not None
    assert told.card.contacts[0].value == ALICE
    assert len(cards) == 1
    assert buyer_of(number)[0].email == ""
    assert queries.find_by_contact(ALICE) is None
    assert get_order(number).row.customer == ""
    with pytest.raises(CustomerNotFound):
        erase_customer(ALICE, stamp=stamp)


def test_a_customer_pays_the_prices_of_their_group(company: Company, stamp: Stamp) -> None:
    make_list("trade", customer_group="trade", stamp=stamp)
    slot = PriceSlot("trade")
    catalog.change_price(
        "APPLE", price=usd("1.50"), channel=company.site.channel, slot=slot, stamp=stamp
    )
    trader = make_customer("Trader", "trader@example.com", group="trade", stamp=stamp)
    key = replace(stamp, by=Actor("api_key", "shop", (Grant("checkout:edit"),)))
    cart = make_cart(company, {"APPLE": 2})

    everybodys = place_order(cart, stamp=key)
    theirs = place_order(replace(cart, customer_id=trader.id), stamp=key)

    assert everybodys.row.total.amount == Decimal(5)
    assert theirs.row.total.amount == Decimal(3)
    with pytest.raises(NotPermitted):
        place_order(replace(cart, customer_group="trade"), stamp=key)
