"""Pages by key."""

from decimal import Decimal

import pytest

from guildhall.catalog.queries import list_products
from guildhall.kernel.paging import CursorInvalid
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.orders.queries import list_orders
from guildhall.orders.types import OrderFilter, OrderRow
from tests.factories.company import Company, make_company, make_order

ALL = OrderFilter()


def _pages(limit: int) -> list[tuple[OrderRow, ...]]:
    page = list_orders(ALL, limit=limit)
    pages = [page.items]
    while page.next_cursor:
        page = list_orders(ALL, cursor=page.next_cursor, limit=limit)
        pages.append(page.items)
    return pages


def _numbers(pages: list[tuple[OrderRow, ...]]) -> list[str]:
    return [row.number for page in pages for row in page]


@pytest.mark.parametrize(("limit", "sizes"), [(3, [3, 3, 1]), (7, [7]), (6, [6, 1]), (1, [1] * 7)])
def test_pages_show_everything_once_and_in_order(
    alpha: Scope, stamp: Stamp, limit: int, sizes: list[int]
) -> None:
    company = make_company()
    placed = [make_order(company, stamp=stamp).row.number for _ in range(7)]

    pages = _pages(limit)

    assert [len(page) for page in pages] == sizes
    assert _numbers(pages) == placed[::-1]


def test_what_arrives_meanwhile_moves_nothing_on_the_next_page(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    placed = [make_order(company, stamp=stamp).row.number for _ in range(4)]
    first = list_orders(ALL, limit=2)
    make_order(company, stamp=stamp)

    second = list_orders(ALL, cursor=first.next_cursor, limit=2)

    assert [row.number for row in (*first.items, *second.items)] == placed[::-1]


@pytest.mark.parametrize("limit", [0, -1, 1])
def test_a_page_holds_one_row_at_least(alpha: Scope, stamp: Stamp, limit: int) -> None:
    _orders(stamp, 2)

    assert len(list_orders(ALL, limit=limit).items) == 1


def test_a_page_holds_two_hundred_rows_at_most(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(skus=tuple(f"SKU{i:03d}" for i in range(201)), stock=Decimal(0))

    assert len(list_products(site=company.site, limit=10**30).items) == 200


@pytest.mark.parametrize("cursor", ["x", "a:b", "\0", "é:é", "W10:", "a" * 5_000])
def test_a_made_up_cursor_is_refused(alpha: Scope, cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        list_orders(ALL, cursor=cursor)


def test_a_changed_cursor_is_refused(alpha: Scope, stamp: Stamp) -> None:
    _orders(stamp, 2)
    cursor = list_orders(ALL, limit=1).next_cursor or ""

    with pytest.raises(CursorInvalid):
        list_orders(ALL, cursor=f"X{cursor[1:]}", limit=1)


def test_a_cursor_of_another_tenant_is_refused(committed: dict[str, Scope], stamp: Stamp) -> None:
    with enter(committed["beta"]):
        _orders(stamp, 2)
        cursor = list_orders(ALL, limit=1).next_cursor

    with enter(committed["alpha"]), pytest.raises(CursorInvalid):
        list_orders(ALL, cursor=cursor, limit=1)


def _orders(stamp: Stamp, count: int) -> Company:
    company = make_company(stock=Decimal(10_000))
    for _ in range(count):
        make_order(company, {"APPLE": 1}, stamp=stamp)
    return company
