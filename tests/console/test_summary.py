"""The dashboard's one call: each part as far as somebody may see it, at a constant cost."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.console.home.summary import get_summary
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import make_company, make_order


@pytest.fixture(autouse=True)
def _nothing_kept(alpha: Scope) -> None:
    cache.clear()


def clerk(*grants: Grant) -> Actor:
    return Actor("staff", "clerk", grants)


def test_each_sees_the_parts_that_they_may(alpha: Scope, stamp: Stamp) -> None:
    make_order(make_company(), {"APPLE": 2}, stamp=stamp)

    whole = get_summary(actor=stamp.by, at=stamp.at)
    seller = get_summary(actor=clerk(Grant("orders:view")), at=stamp.at)

    assert whole.users is not None
    assert whole.products is not None
    assert whole.products.products == 5
    assert seller.users is None
    assert seller.products is None
    assert seller.orders is not None
    assert (seller.orders.orders, seller.orders.work.to_confirm) == (1, 1)
    assert [each.total for each in seller.orders.lately] == [Money(Decimal(5), "USD")]


def test_orders_of_elsewhere_are_not_counted(alpha: Scope, stamp: Stamp) -> None:
    make_order(make_company(), {"APPLE": 2}, stamp=stamp)

    found = get_summary(actor=clerk(Grant("orders:view", "channel:pos")), at=stamp.at)

    assert found.orders is not None
    assert (found.orders.orders, found.orders.lately) == (0, ())


def test_it_costs_the_same_however_much_there_is(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    costs = []
    for _ in range(2):
        make_order(company, {"APPLE": 1}, stamp=stamp)
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            get_summary(actor=stamp.by, at=stamp.at)
        costs.append(len(asked))

    assert costs[0] == costs[1] <= 10


def test_ten_seconds_long_it_is_kept(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    get_summary(actor=stamp.by, at=stamp.at)

    with CaptureQueriesContext(connection) as asked:
        get_summary(actor=stamp.by, at=stamp.at)

    assert len(asked) == 0
