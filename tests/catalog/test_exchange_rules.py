"""What a currency is worth in another: read both ways, through a third, fresh before old."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.catalog.rules.exchange import DECIMALS, best, worths
from guildhall.catalog.types.taxes import FRESH_DAYS, ExchangeRateCard, Worth
from guildhall.kernel.money import Money, minor_unit
from guildhall.orders.rules import in_base

TODAY = date(2026, 11, 23)
NOTED = datetime(2026, 11, 23, tzinfo=UTC)
RATES = st.decimals("0.0001", "100000", places=6)
CURRENCIES = st.sampled_from(["USD", "JPY", "BHD", "CNY", "EUR"])
AMOUNTS = st.integers(min_value=0, max_value=10**9)


def card(base: str, quote: str, rate: str, *, days: int = 0, by: str = "ecb") -> ExchangeRateCard:
    return ExchangeRateCard(base, quote, TODAY - timedelta(days=days), Decimal(rate), by, NOTED)


def chosen(*rates: ExchangeRateCard) -> Worth | None:
    return best(worths("CNY", "USD", rates), on=TODAY, fallbacks=["ecb"])


def test_nobody_has_said_anything() -> None:
    assert chosen() is None
    assert chosen(card("EUR", "USD", "1.1"), card("EUR", "CNY", "7.7", days=1)) is None
    assert chosen(card("EUR", "USD", "1.1"), card("EUR", "CNY", "7.7", by="bank")) is None


@pytest.mark.parametrize(
    ("rates", "rate"),
    [
        ([card("CNY", "USD", "0.14")], "0.14"),
        ([card("USD", "CNY", "7")], "0.1428571429"),
        ([card("EUR", "USD", "1.1"), card("EUR", "CNY", "7.7")], "0.1428571429"),
    ],
    ids=["as it is", "the other way", "through a third"],
)
def test_a_rate_is_read_every_way(rates: Sequence[ExchangeRateCard], rate: str) -> None:
    found = chosen(*rates)

    assert found is not None
    assert (found.rate, found.day) == (Decimal(rate), TODAY)


@pytest.mark.parametrize(
    ("rates", "rate"),
    [
        ([card("CNY", "USD", "0.1", days=1), card("CNY", "USD", "0.2")], "0.2"),
        ([card("CNY", "USD", "0.1", days=3, by="bank"), card("CNY", "USD", "0.2")], "0.1"),
        ([card("CNY", "USD", "0.1", days=9, by="bank"), card("CNY", "USD", "0.2")], "0.2"),
    ],
    ids=["the newest", "the house's own", "what is fresh"],
)
def test_of_several_one_counts(rates: Sequence[ExchangeRateCard], rate: str) -> None:
    found = chosen(*rates)

    assert found is not None
    assert found.rate == Decimal(rate)


def test_a_rate_gets_old() -> None:
    worth = Worth("CNY", "USD", Decimal(1), TODAY, "ecb")

    assert not worth.is_stale(TODAY + timedelta(days=FRESH_DAYS))
    assert worth.is_stale(TODAY + timedelta(days=FRESH_DAYS + 1))


@given(amount=AMOUNTS, rate=RATES, currency=CURRENCIES, base=CURRENCIES)
def test_there_and_back_again_loses_less_than_a_unit_of_each(
    amount: int, rate: Decimal, currency: str, base: str
) -> None:
    """What was rounded on the way is all that is lost: half a unit there, half a unit back."""
    asked = Money(amount * minor_unit(currency), currency)

    there = in_base(asked.amount, rate=rate, currency=base)
    assert there is not None
    back = Money(there / rate, currency).rounded()

    lost = minor_unit(base) / 2 / rate + minor_unit(currency) / 2
    assert abs(back.amount - asked.amount) <= lost
    assert there % minor_unit(base) == 0


@given(rate=RATES)
def test_a_rate_read_the_other_way_is_the_same_but_for_its_last_decimal(rate: Decimal) -> None:
    (back,) = worths("CNY", "USD", [card("USD", "CNY", str(rate))])

    assert abs(back.rate * rate - 1) <= DECIMALS / 2 * rate + DECIMALS


@given(near=RATES, far=RATES)
def test_through_a_third_is_rounded_once(near: Decimal, far: Decimal) -> None:
    rates = [card("EUR", "CNY", str(near)), card("EUR", "USD", str(far))]

    (through,) = worths("CNY", "USD", rates)

    assert abs(through.rate - far / near) <= DECIMALS / 2
