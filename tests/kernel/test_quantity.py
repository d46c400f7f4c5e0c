"""Quantities that know their unit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.quantity import Quantity, UnitMismatch

VALUES = st.decimals(-(10**6), 10**6, places=3)


@given(VALUES, VALUES)
def test_what_is_added_can_be_taken_away(one: Decimal, other: Decimal) -> None:
    assert Quantity(one, "kg") + Quantity(other, "kg") - Quantity(other, "kg") == Quantity(
        one, "kg"
    )


@given(VALUES, VALUES)
def test_order_is_that_of_the_values(one: Decimal, other: Decimal) -> None:
    assert (Quantity(one) < Quantity(other)) == (one < other)


def test_two_units_never_meet() -> None:
    piece, kilogram = Quantity(Decimal(1)), Quantity(Decimal(1), "kg")

    for meet in (
        lambda: piece + kilogram,
        lambda: piece - kilogram,
        lambda: piece < kilogram,
    ):
        with pytest.raises(UnitMismatch):
            meet()
    assert piece != kilogram


@pytest.mark.parametrize(
    ("value", "shown"), [("2.500", "2.5 kg"), ("100", "100 kg"), ("0.000", "0 kg")]
)
def test_a_quantity_is_told_without_exponent_or_trailing_zeros(value: str, shown: str) -> None:
    assert str(Quantity(Decimal(value), "kg")) == shown
