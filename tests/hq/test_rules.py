"""Which days are meant, and shares that lose nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.hq.errors import SpanInvalid
from guildhall.hq.rules import first_running, most_used, percents, plain, span_of, today_of
from guildhall.hq.types import Asked, Figures, Preset, Span
from guildhall.kernel.money import Money

TODAY = date(2026, 7, 10)


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=40).filter(any))
def test_percents_add_up_to_a_hundred(amounts: list[Decimal]) -> None:
    shares = [share for share in percents(amounts) if share is not None]

    assert sum(shares) == Decimal("100.0")
    assert len(shares) == len(amounts)
    exact = [amount * 100 / sum(amounts) for amount in amounts]
    assert all(abs(a - b) < Decimal("0.1") for a, b in zip(shares, exact, strict=True))


def test_nothing_sold_has_no_shares() -> None:
    assert percents([Decimal(0), Decimal(0)]) == (None, None)
    assert percents([]) == ()


@pytest.mark.parametrize(
    ("hour", "latest", "today"),
    [
        # Late in New York: UTC is a day ahead, the shops are not.
        (2, date(2026, 7, 9), date(2026, 7, 9)),
        # Early in Shanghai: the shops are ahead of UTC.
        (17, date(2026, 7, 11), date(2026, 7, 11)),
        (12, date(2026, 7, 10), date(2026, 7, 10)),
        # Nobody has sold for days.
        (12, date(2026, 7, 1), date(2026, 7, 10)),
        (12, None, date(2026, 7, 10)),
        # A date that is nowhere yet is not today.
        (12, date(2026, 8, 1), date(2026, 7, 10)),
    ],
)
def test_today_is_the_newest_day_that_still_runs_where_somebody_sold(
    hour: int, latest: date | None, today: date
) -> None:
    assert today_of(datetime(2026, 7, 10, hour, tzinfo=UTC), latest) == today


def test_yesterday_still_runs_in_the_west_until_noon_of_utc() -> None:
    assert first_running(datetime(2026, 7, 10, 11, 59, tzinfo=UTC)) == date(2026, 7, 9)
    assert first_running(datetime(2026, 7, 10, 12, tzinfo=UTC)) == date(2026, 7, 10)


@pytest.mark.parametrize(
    ("asked", "since", "until"),
    [
        (Asked(), date(2026, 7, 8), date(2026, 7, 8)),
        (Asked(preset=Preset.TODAY), TODAY, TODAY),
        (Asked(preset=Preset.WEEK), date(2026, 7, 4), TODAY),
        (Asked(otherwise=Preset.MONTH), date(2026, 6, 11), TODAY),
        (Asked(since=date(2026, 7, 1)), date(2026, 7, 1), date(2026, 7, 1)),
        (Asked(until=date(2026, 7, 1)), date(2026, 7, 1), date(2026, 7, 1)),
    ],
)
def test_days_are_what_was_asked_for(asked: Asked, since: date, until: date) -> None:
    span, _ = span_of(asked, today=TODAY, latest=date(2026, 7, 8))

    assert span == Span(since, until)


def test_more_than_a_year_at_a_time_is_refused() -> None:
    with pytest.raises(SpanInvalid):
        span_of(Asked(since=date(2025, 7, 1), until=TODAY), today=TODAY, latest=None)


def test_the_span_before_and_after_touch_it() -> None:
    week = Span(date(2026, 7, 4), date(2026, 7, 10))

    assert week.before == Span(date(2026, 6, 27), date(2026, 7, 3))
    assert week.before.after == week


def test_everything_has_left_only_when_everything_has() -> None:
    nearly = Figures(Money.zero("USD"), orders=10_001, shipped_orders=10_000)

    assert nearly.shipped_percent == Decimal("99.9")
    assert Figures(Money.zero("USD")).shipped_percent is None


def test_the_average_leaves_canceled_orders_out() -> None:
    sold = Figures(Money(Decimal("10.00"), "USD"), orders=4, canceled_orders=1)

    assert str(sold.average_order) == "3.33 USD"
    assert Figures(Money.zero("USD"), orders=1, canceled_orders=1).average_order is None


def test_the_currency_of_most_orders_comes_first() -> None:
    assert most_used({"USD": 3, "EUR": 9, "CNY": 9}) == "CNY"
    assert most_used({}) == ""


@pytest.mark.parametrize(
    ("kept", "shown"), [("3.000", "3"), ("0.250", "0.25"), ("100.000", "100")]
)
def test_a_quantity_loses_the_zeros_of_its_column(kept: str, shown: str) -> None:
    assert str(plain(Decimal(kept))) == shown
