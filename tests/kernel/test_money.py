"""Exact money."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.money import CurrencyMismatch, Money, minor_unit

CURRENCIES = st.sampled_from(["USD", "CNY", "JPY", "KWD"])
WEIGHTS = st.lists(st.decimals(0, 1_000_000, places=3), min_size=1, max_size=30).filter(
    lambda weights: sum(weights) > 0
)


@st.composite
def amounts(draw: st.DrawFn) -> Money:
    """Whole minor units of some currency, refunds included."""
    currency = draw(CURRENCIES)
    units = draw(st.integers(-(10**14), 10**14))
    return Money(units * minor_unit(currency), currency)


@given(amounts(), WEIGHTS)
def test_a_split_loses_no_cent(whole: Money, weights: list[Decimal]) -> None:
    shares = whole.split(weights)

    assert sum(shares, Money.zero(whole.currency)) == whole
    assert all(share == share.rounded() for share in shares)


@given(amounts(), WEIGHTS)
def test_a_share_is_within_one_unit_of_its_weight(whole: Money, weights: list[Decimal]) -> None:
    total = sum(weights)
    unit = minor_unit(whole.currency)

    for share, weight in zip(whole.split(weights), weights, strict=True):
        assert abs(share.amount - whole.amount * weight / total) < unit * Decimal("1.000001")


@given(amounts(), WEIGHTS)
def test_a_refund_is_split_as_its_sale_was(whole: Money, weights: list[Decimal]) -> None:
    refund = (-whole).split(weights)

    assert refund == tuple(-share for share in whole.split(weights))


def test_equal_remainders_go_to_the_earlier_share() -> None:
    shares = Money(Decimal("1.00"), "USD").split([1, 1, 1])

    assert [str(share.amount) for share in shares] == ["0.34", "0.33", "0.33"]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [-1, 3]])
def test_weights_that_cannot_share_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(Decimal(1), "USD").split(weights)


@given(st.decimals(-1_000_000, 1_000_000, places=4), CURRENCIES)
def test_rounding_moves_an_amount_by_half_a_unit_at_most(amount: Decimal, currency: str) -> None:
    rounded = Money(amount, currency).rounded()

    assert abs(rounded.amount - amount) <= minor_unit(currency) / 2
    assert rounded == rounded.rounded()


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [("0.005", "USD", "0.01"), ("-0.005", "USD", "-0.01"), ("0.5", "JPY", "1"), ("1", "KWD", "1")],
)
def test_halves_go_away_from_zero(amount: str, currency: str, rounded: str) -> None:
    assert Money(Decimal(amount), currency).rounded() == Money(Decimal(rounded), currency)


def test_two_currencies_never_meet() -> None:
    dollar, yen = Money(Decimal(1), "USD"), Money(Decimal(1), "JPY")

    for meet in (lambda: dollar + yen, lambda: dollar - yen, lambda: dollar < yen):
        with pytest.raises(CurrencyMismatch):
            meet()
    assert dollar != yen


@pytest.mark.parametrize(
    ("amount", "currency", "paid"),
    [
        ("12.32", "CHF", "12.30"),
        ("12.33", "CHF", "12.35"),
        ("-12.33", "CHF", "-12.35"),
        ("12.33", "USD", "12.33"),
        ("12.5", "JPY", "13"),
        ("12.49", "SEK", "12"),
    ],
)
def test_cash_is_rounded_to_what_there_are_coins_for(
    amount: str, currency: str, paid: str
) -> None:
    assert Money(Decimal(amount), currency).rounded_for_cash() == Money(Decimal(paid), currency)
