"""Orders found by what somebody types, and a list that is read page by page."""

from dataclasses import replace

import pytest

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.models import Order
from guildhall.orders.operations import place_order
from guildhall.orders.queries import count_each, count_orders, list_orders, searching
from guildhall.orders.states import OrderSort
from guildhall.orders.types import Customer, OrderFilter
from tests.factories.company import Company, make_cart, make_company, make_order

PHONE = "+8613800138000"


@pytest.fixture
def company(alpha: Scope) -> Company:
    return make_company()


@pytest.fixture
def number(company: Company, stamp: Stamp) -> str:
    """Return an order of a marketplace, among two others."""
    cart = make_cart(company, {"BREAD": 1})
    buyer = Customer(name="Wang Li", email="wang.li@example.com", phone=PHONE)
    cart = replace(cart, customer=buyer, channel_reference="114-3941689-8772232")
    for _ in range(2):
        make_order(company, {"APPLE": 1}, stamp=stamp)
    return place_order(cart, stamp=stamp).row.number


def _found(text: str, *, known: tuple[str, ...] | None = ()) -> set[str]:
    return {row.number for row in list_orders(OrderFilter(text=text, known=known)).items}


@pytest.mark.parametrize(
    "text",
    [
        "114-3941689-8772232",
        "114-3941",
        "BREAD",
        "bread",
        "wang li",
        "Wan",
        "wang.li@example.com",
        PHONE,
        "8613800138000",
        "+86 138 0013 8000",
    ],
)
def test_an_order_is_found_by_any_of_its_names(number: str, text: str) -> None:
    assert _found(text) == {number}


def test_who_may_not_see_customers_finds_orders_by_what_is_not_theirs(number: str) -> None:
    assert _found("wang", known=None) == set()
    assert _found(PHONE, known=None) == set()
    assert _found("114-3941", known=None) == {number}
    assert _found(number, known=None) == {number}


def test_a_sku_that_many_have_finds_its_orders(
    number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "FEW", 1)

    assert len(_found("apple")) == 2
    assert number not in _found("apple")
    assert _found("BREAD") == {number}


@pytest.mark.parametrize("sort", list(OrderSort))
def test_pages_leave_nothing_out_and_show_nothing_twice(
    company: Company, stamp: Stamp, sort: OrderSort
) -> None:
    numbers = {make_order(company, {"APPLE": 1}, stamp=stamp).row.number for _ in range(5)}
    Order.objects.update(placed_at=stamp.at, updated_at=stamp.at)
    seen: list[str] = []
    cursor = None

    for _ in range(3):
        page = list_orders(OrderFilter(), cursor=cursor, limit=2, sort=sort)
        seen += [row.number for row in page.items]
        cursor = page.next_cursor

    assert cursor is None
    assert sorted(seen) == sorted(numbers)


def test_many_counts_are_those_of_their_lists(number: str) -> None:
    filters = [OrderFilter(), OrderFilter(text="BREAD"), OrderFilter(flag="no such flag")]

    assert count_each([(each, 2) for each in filters]) == (2, 1, 0)
    assert [count_orders(each) for each in filters] == [3, 1, 0]
    assert count_each([]) == ()
