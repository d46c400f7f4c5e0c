"""What a line costs, and what an order may hold."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.money import Money, minor_unit
from guildhall.orders.rules import faults, line_amounts, total_of, whole_units
from guildhall.orders.types import CartLine

PRICES = st.builds(
    Money, st.decimals(0, 100_000, places=4), st.sampled_from(["USD", "JPY", "KWD"])
)
QUANTITIES = st.decimals("0.001", 100_000, places=3)
RATES = st.decimals(0, "0.9999", places=4)


@given(price=PRICES, quantity=QUANTITIES, rate=RATES, includes_tax=st.booleans())
def test_net_and_tax_are_the_total_to_the_cent(
    *, price: Money, quantity: Decimal, rate: Decimal, includes_tax: bool
) -> None:
    amounts = line_amounts(price, quantity, tax_rate=rate, includes_tax=includes_tax)

    assert amounts.net + amounts.tax == amounts.total
    for amount in (amounts.net, amounts.tax, amounts.total):
        assert amount == amount.rounded()
        assert amount.amount >= 0


@given(PRICES, QUANTITIES, RATES)
def test_a_price_with_tax_is_what_is_paid(price: Money, quantity: Decimal, rate: Decimal) -> None:
    amounts = line_amounts(price, quantity, tax_rate=rate, includes_tax=True)

    assert amounts.total == (price * quantity).rounded()


@given(price=PRICES, quantity=QUANTITIES, rate=RATES, includes_tax=st.booleans())
def test_tax_is_its_rate_of_the_net_within_one_unit(
    *, price: Money, quantity: Decimal, rate: Decimal, includes_tax: bool
) -> None:
    amounts = line_amounts(price, quantity, tax_rate=rate, includes_tax=includes_tax)

    assert abs(amounts.tax.amount - amounts.net.amount * rate) <= minor_unit(price.currency)


@given(st.lists(st.decimals(0, 10**6, places=2)))
def test_an_order_is_the_sum_of_its_lines(amounts: list[Decimal]) -> None:
    total = total_of((Money(amount, "USD") for amount in amounts), "USD")

    assert total == Money(sum(amounts, Decimal(0)), "USD")


@pytest.mark.parametrize(
    ("quantity", "faulty"),
    [
        ("0.001", False),
        ("100000", False),
        ("0", True),
        ("-0.001", True),
        ("100000.001", True),
        ("0.0001", True),
        ("NaN", True),
        ("sNaN", True),
        ("Infinity", True),
        ("-Infinity", True),
    ],
)
def test_a_quantity_that_cannot_be_asked_for_is_a_fault(quantity: str, *, faulty: bool) -> None:
    found = faults([CartLine("A", Decimal(1)), CartLine("B", Decimal(quantity))])

    assert set(found) == ({"lines.1.quantity"} if faulty else set())


@pytest.mark.parametrize(("count", "faulty"), [(0, True), (1, False), (200, False), (201, True)])
def test_an_order_holds_one_to_two_hundred_lines(count: int, *, faulty: bool) -> None:
    assert bool(faults([CartLine("A", Decimal(1))] * count)) is faulty


def test_what_is_sold_by_the_piece_is_not_cut() -> None:
    found = whole_units([("each", Decimal("1.5")), ("kg", Decimal("1.5")), ("each", Decimal(2))])

    assert set(found) == {"lines.0.quantity"}
