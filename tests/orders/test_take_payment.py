"""Taking money for an order by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connections

from guildhall.kernel.money import Money
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.orders.errors import MoreThanDue, OrderIsOver
from guildhall.orders.operations import cancel_order, take_payment
from guildhall.orders.queries import count_orders, count_work
from guildhall.orders.types import OrderFilter
from guildhall.payments.errors import AmountInvalid
from guildhall.payments.queries import totals_of
from tests.factories.company import make_company, make_order
from tests.harness.crowds import crowd


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def test_an_order_may_be_paid_in_parts_and_never_beyond_what_is_due(
    alpha: Scope, stamp: Stamp
) -> None:
    number = make_order(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    take_payment(number, amount=usd("3"), key="one", stamp=stamp)

    with pytest.raises(MoreThanDue, match=r"Only 2\.00 USD"):
        take_payment(number, amount=usd("2.01"), key="two", stamp=stamp)
    take_payment(number, amount=usd("2"), key="three", stamp=stamp)

    assert totals_of(number, currency="USD").kept == usd("5")


def test_the_same_key_takes_the_money_once(alpha: Scope, stamp: Stamp) -> None:
    number = make_order(make_company(), {"APPLE": 2}, stamp=stamp).row.number

    for _ in range(2):
        take_payment(number, amount=usd("1"), key="one", stamp=stamp)

    assert totals_of(number, currency="USD").kept == usd("1")


def test_two_ways_that_tell_of_one_payment_take_it_once(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    """C-5 (medusajs/medusa#13301, #4798): the provider's call raced the browser, 1 in 20 broke."""
    with enter(committed["alpha"]), unit():
        number = make_order(make_company(), {"APPLE": 2}, stamp=stamp).row.number

    def tell(_number: int, _random: object) -> None:
        try:
            with enter(committed["alpha"]), unit():
                take_payment(number, amount=usd("5"), key="pi_1", stamp=stamp)
        finally:
            connections["default"].close()

    crowd(6, tell)

    with enter(committed["alpha"]), unit():
        assert totals_of(number, currency="USD").kept == usd("5")


def test_nothing_is_taken_for_a_canceled_order(alpha: Scope, stamp: Stamp) -> None:
    number = make_order(make_company(), stamp=stamp).row.number
    cancel_order(number, reason="test", stamp=stamp)

    with pytest.raises(OrderIsOver):
        take_payment(number, amount=usd("1"), key="one", stamp=stamp)


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        (usd("-1"), AmountInvalid),
        (usd("0"), AmountInvalid),
        (usd("0.001"), AmountInvalid),
        (Money(Decimal(1), "CNY"), Refusal),
    ],
)
def test_what_is_no_amount_of_the_orders_money_is_refused(
    alpha: Scope, stamp: Stamp, amount: Money, refusal: type[Refusal]
) -> None:
    number = make_order(make_company(), stamp=stamp).row.number

    with pytest.raises(refusal):
        take_payment(number, amount=amount, key="one", stamp=stamp)


def test_taking_money_needs_the_right_in_the_orders_own_scope(alpha: Scope, stamp: Stamp) -> None:
    number = make_order(make_company(), store="S1", stamp=stamp).row.number
    elsewhere = replace(stamp, by=Actor("staff", "s", (Grant("payments:edit", "store:S2"),)))

    with pytest.raises(NotPermitted):
        take_payment(number, amount=usd("1"), key="one", stamp=elsewhere)


def test_counts_stop_where_they_are_told_and_reach_no_further_than_a_scope(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company()
    for store in ("S1", "S1", "S2", None):
        make_order(company, store=store, stamp=stamp)

    assert count_orders(OrderFilter(), most=3) == 3
    assert count_orders(OrderFilter(scopes=("store:S1",))) == 2
    assert count_orders(OrderFilter(scopes=("store:S1", "store:S2"))) == 3
    assert count_work(stamp.at, scopes=("store:S2",)).to_confirm == 1
    assert count_work(stamp.at).unpaid == 4
