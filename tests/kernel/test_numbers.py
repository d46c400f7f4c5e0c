"""Numbers that people see: they may have gaps, and never come twice."""

import re
from decimal import Decimal
from random import Random

import pytest
from django.db import connection

from guildhall.inventory.errors import OutOfStock
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.company import make_company, make_order
from tests.harness.crowds import crowd

THREADS = 8


def _count(number: str) -> int:
    return int(number.rpartition("-")[2])


def test_a_number_that_was_taken_back_is_not_given_again(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()

    before = make_order(company, {"APPLE": 1}, stamp=stamp)
    with pytest.raises(OutOfStock):
        make_order(company, {"APPLE": 1_000}, stamp=stamp)
    after = make_order(company, {"APPLE": 1}, stamp=stamp)

    assert _count(after.row.number) == _count(before.row.number) + 2
    assert re.fullmatch(rf"ORD-{stamp.at.year}-\d{{6}}", after.row.number)


def test_orders_at_the_same_time_have_numbers_of_their_own(committed: dict[str, Scope]) -> None:
    with enter(committed["alpha"]):
        company = make_company(stock=Decimal(1_000))

    def place(_number: int, _random: Random) -> list[str]:
        stamp = system_stamp("test", clock.now())
        with enter(committed["alpha"]):
            placed = [make_order(company, {"APPLE": 1}, stamp=stamp) for _ in range(5)]
            connection.close()
        return [order.row.number for order in placed]

    numbers = [number for each in crowd(THREADS, place) for number in each]

    assert len(set(numbers)) == THREADS * 5
