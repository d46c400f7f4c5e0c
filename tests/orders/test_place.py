"""Placing an order."""

from decimal import Decimal

import pytest

from guildhall.catalog.errors import UnknownSku
from guildhall.inventory.errors import OutOfStock
from guildhall.inventory.queries import audit_stock, available_for
from guildhall.inventory.types import Source
from guildhall.kernel.facts import facts_about
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.errors import OrderInvalid
from guildhall.orders.operations import place_order
from guildhall.orders.queries import count_orders, get_order
from guildhall.orders.types import OrderFilter
from tests.factories.company import make_cart, make_company, make_order


def test_an_order_freezes_what_its_lines_cost(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()

    order = make_order(company, {"APPLE": 2, "BREAD": 1}, stamp=stamp)

    assert order.row.total == Money(Decimal("7.50"), "USD")
    assert [line.sku for line in order.lines] == ["APPLE", "BREAD"]
    assert get_order(order.row.number).row.total == order.row.total


def test_an_order_reserves_its_stock_and_says_so_in_facts(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()

    order = make_order(company, {"APPLE": 3}, stamp=stamp)

    left = available_for(company.variants.values(), source=Source(company.site.channel.id))
    facts = facts_about([f"order:{order.row.number}", f"stock:{order.row.number}"])
    assert left[company.variants["APPLE"]] == Decimal(97)
    assert [fact.type for fact in facts] == ["stock.reserved", "order.placed"]


def test_a_demand_is_split_over_locations_by_rank(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()

    make_order(company, {"APPLE": 60}, stamp=stamp)

    assert audit_stock().oversold == 0
    assert audit_stock().reserved_differs == 0


def test_a_pickup_takes_stock_from_its_store_alone(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()

    with pytest.raises(OutOfStock) as refused:
        make_order(company, {"APPLE": 51}, store="S2", stamp=stamp)

    assert refused.value.facts["lines"] == [{"sku": "APPLE", "asked": "51", "available": "50"}]


def test_what_is_not_there_cannot_be_ordered_and_nothing_is_kept(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company()

    with pytest.raises(OutOfStock):
        make_order(company, {"APPLE": 1, "BREAD": 101}, stamp=stamp)

    assert count_orders(OrderFilter()) == 0
    left = available_for(company.variants.values(), source=Source(company.site.channel.id))
    assert left[company.variants["APPLE"]] == Decimal(100)


@pytest.mark.parametrize("quantity", ["0", "-1", "1.5", "0.0001", "NaN", "1000000"])
def test_a_quantity_that_cannot_be_sold_is_refused_by_field(
    alpha: Scope, stamp: Stamp, quantity: str
) -> None:
    company = make_company()

    with pytest.raises(OrderInvalid) as refused:
        make_order(company, {"APPLE": quantity}, stamp=stamp)

    assert set(refused.value.errors) == {"lines.0.quantity"}


def test_an_unknown_sku_is_refused_by_field(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()

    with pytest.raises(UnknownSku) as refused:
        make_order(company, {"APPLE": 1, "NOPE": 1}, stamp=stamp)

    assert set(refused.value.errors) == {"lines.1.sku"}


def test_a_right_in_another_channel_does_not_place_orders_here(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    elsewhere = Actor("api_key", "key:x", (Grant("checkout:edit", "channel:other"),))

    with pytest.raises(NotPermitted):
        place_order(
            make_cart(company, {"APPLE": 1}), stamp=Stamp(elsewhere, stamp.at, stamp.request_id)
        )
