"""One filter decides for lists, counts, tiles, single orders and changes alike."""

from decimal import Decimal

import pytest

from guildhall.console.home.queries import get_work_queue
from guildhall.console.orders.card import get_order_page
from guildhall.console.stock.queries import get_level_page
from guildhall.inventory.operations import adjust_stock
from guildhall.inventory.queries import count_levels, list_levels, list_locations
from guildhall.inventory.types import Correction, LevelFilter, StockKey
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.operations import cancel_order, confirm_order
from guildhall.orders.queries import count_orders, list_orders
from guildhall.orders.types import OrderFilter
from tests.factories.company import Company, make_company, make_order

ORDERS = ("orders:view", "stock:view")


def _at(scope: str, *more: Grant) -> Actor:
    return Actor("staff", "staff:x", (*(Grant(each, scope) for each in ORDERS), *more))


def _two_orders(company: Company, stamp: Stamp) -> tuple[str, str]:
    """Place an order with stock of S1 and one with stock of S2."""
    first, second = (
        make_order(company, {"APPLE": 1}, store=store, stamp=stamp).row.number
        for store in ("S1", "S2")
    )
    return first, second


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        ("all", {0, 1}),
        ("brand:house", {0, 1}),
        ("channel:web", {0, 1}),
        ("store:S1", {0}),
        ("location:S2", {1}),
        ("brand:other", set()),
        ("location:S9", set()),
    ],
)
def test_lists_counts_and_pages_of_orders_agree(
    alpha: Scope, stamp: Stamp, scope: str, seen: set[int]
) -> None:
    numbers = _two_orders(make_company(), stamp)
    actor = _at(scope)
    chosen = OrderFilter(scopes=actor.reach("orders:view"))
    expected = {numbers[each] for each in seen}

    listed = {row.number for row in list_orders(chosen).items}
    queue = get_work_queue(actor=actor, at=stamp.at)

    assert listed == expected
    assert count_orders(chosen) == len(expected)
    assert queue.orders is not None
    assert queue.orders.to_confirm == len(expected)
    assert {number for number in numbers if _opens(number, actor)} == expected


def _opens(number: str, actor: Actor) -> bool:
    try:
        get_order_page(number, actor=actor)
    except NotPermitted:
        return False
    return True


@pytest.mark.parametrize(
    ("scope", "places"),
    [
        ("all", {"S1", "S2"}),
        ("brand:house", {"S1", "S2"}),
        ("channel:web", {"S1", "S2"}),
        ("store:S1", {"S1"}),
        ("location:S2", {"S2"}),
        ("brand:other", set()),
    ],
)
def test_lists_counts_choices_and_pages_of_stock_agree(
    alpha: Scope, stamp: Stamp, scope: str, places: set[str]
) -> None:
    make_company()
    actor = _at(scope)
    reach = actor.reach("stock:view")
    chosen = LevelFilter(scopes=reach)

    levels = list_levels(chosen).items

    assert {level.location for level in levels} == places
    assert count_levels(chosen) == len(levels)
    assert {place.code for place in list_locations(scopes=reach)} == places
    for level in levels:
        get_level_page(level.id, cursor=None, actor=actor)


@pytest.mark.parametrize("scope", ["store:S1", "location:S1"])
def test_who_keeps_a_place_changes_its_stock(alpha: Scope, stamp: Stamp, scope: str) -> None:
    make_company()
    theirs = Stamp(_at("all", Grant("stock:edit", scope)), stamp.at)
    change = Correction(Decimal(1), Decimal(50), "counted")

    adjust_stock(StockKey("APPLE", "S1"), change, stamp=theirs)
    with pytest.raises(NotPermitted):
        adjust_stock(StockKey("APPLE", "S2"), change, stamp=theirs)


@pytest.mark.parametrize("scope", ["brand:house", "channel:web"])
def test_who_sells_from_a_place_does_not_change_its_stock(
    alpha: Scope, stamp: Stamp, scope: str
) -> None:
    make_company()
    theirs = Stamp(_at("all", Grant("stock:edit", scope)), stamp.at)
    change = Correction(Decimal(1), Decimal(50), "counted")

    with pytest.raises(NotPermitted):
        adjust_stock(StockKey("APPLE", "S1"), change, stamp=theirs)


def test_a_warehouse_changes_the_orders_that_it_holds_stock_for(
    alpha: Scope, stamp: Stamp
) -> None:
    here, there = _two_orders(make_company(), stamp)
    theirs = Stamp(Actor("staff", "staff:x", (Grant("orders:edit", "location:S1"),)), stamp.at)

    confirm_order(here, stamp=theirs)
    with pytest.raises(NotPermitted):
        confirm_order(there, stamp=theirs)


def test_a_right_to_change_in_one_brand_and_a_view_in_another_do_not_add_up(
    alpha: Scope, stamp: Stamp
) -> None:
    number, _ = _two_orders(make_company(), stamp)
    grants = (Grant("orders:edit", "brand:other"), Grant("orders:view", "brand:house"))
    theirs = Stamp(Actor("staff", "staff:x", grants), stamp.at)

    with pytest.raises(NotPermitted):
        cancel_order(number, reason="no", stamp=theirs)

    assert "orders:edit" not in get_order_page(number, actor=theirs.by).rights
