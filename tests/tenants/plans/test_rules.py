"""Periods, shares of a price and changes of plan: pure, and no cent lost."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.money import Money
from tenants.plans import rules
from tenants.plans.states import Level, When
from tenants.plans.types import Period
from tenants.types import PlanCard, PlanTerms

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)

moments = st.integers(0, 20 * 365 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
cents = st.integers(min_value=0, max_value=10_000_000)
months = st.sampled_from([1, 3, 12])


def usd(amount: int) -> Money:
    return Money(Decimal(amount).scaleb(-2), "USD")


def plan(code: str, price: int, *, every: int = 1, **limits: int) -> PlanCard:
    return PlanCard(code, code.title(), limits, PlanTerms(price=usd(price), months=every))


def in_month(anchor: datetime, part: float) -> tuple[Period, datetime]:
    period = rules.first_period(anchor, months=1)
    return period, period.start + (period.end - period.start) * part


@given(price=cents, anchor=moments, part=st.floats(0, 1))
def test_what_is_used_up_and_what_is_left_are_the_price(
    price: int, anchor: datetime, part: float
) -> None:
    period, at = in_month(anchor, part)

    used, left = rules.split_at(usd(price), period, at=at)

    assert used + left == usd(price)
    assert used >= usd(0) <= left
    assert used == used.rounded()


@given(price=cents, anchor=moments, parts=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_the_later_the_less_is_left(
    price: int, anchor: datetime, parts: tuple[float, float]
) -> None:
    period, sooner = in_month(anchor, min(parts))
    _, later = in_month(anchor, max(parts))

    left = [rules.split_at(usd(price), period, at=at)[1] for at in (sooner, later)]

    assert left[0] >= left[1]


@given(
    old=cents, new=cents, every=st.tuples(months, months), anchor=moments, part=st.floats(0, 0.99)
)
def test_what_a_change_costs_is_what_its_lines_add_up_to(
    old: int, new: int, every: tuple[int, int], anchor: datetime, part: float
) -> None:
    before, after = plan("before", old, every=every[0]), plan("after", new, every=every[1])
    period = rules.first_period(anchor, months=every[0])
    at = period.start + (period.end - period.start) * part

    change = rules.change_of(before, after, period=period, at=at, trial=False, used={})

    assert sum((line.amount for line in change.lines), usd(0)) == change.due
    assert change.due == change.due.rounded()
    given_back = -sum((x.amount for x in change.lines if x.amount < usd(0)), usd(0))
    assert given_back <= usd(old)
    if change.when is When.AT_PERIOD_END:
        assert (change.due, change.effective_at) == (usd(0), period.end)
    else:
        assert (change.effective_at, change.period.holds(at)) == (at, True)


@given(price=cents, other=cents, anchor=moments, part=st.floats(0, 1))
def test_a_change_and_the_change_back_cost_nothing_at_one_moment(
    price: int, other: int, anchor: datetime, part: float
) -> None:
    period, at = in_month(anchor, part)
    old, new = plan("old", price), plan("new", other)

    there = rules.split_at(new.terms.price, period, at=at)[1]
    back = rules.split_at(old.terms.price, period, at=at)[1]

    assert (there - back) + (back - there) == usd(0)


@given(anchor=moments, every=months, count=st.integers(1, 40))
def test_periods_follow_each_other_without_a_gap_and_keep_their_day(
    anchor: datetime, every: int, count: int
) -> None:
    period = rules.first_period(anchor, months=every)
    for _ in range(count):
        following = rules.period_after(period, anchor=anchor, months=every)
        assert following.start == period.end < following.end
        period = following

    assert period.end == rules.add_months(anchor, every * (count + 1))


def test_the_last_of_january_comes_back_in_march() -> None:
    ends = [rules.add_months(NOON, n).day for n in range(4)]

    assert ends == [31, 28, 31, 30]


def test_during_a_trial_any_change_is_at_once_and_free() -> None:
    period = rules.first_period(NOON, months=1)

    change = rules.change_of(
        plan("big", 9_900), plan("small", 900), period=period, at=NOON, trial=True, used={}
    )

    assert (change.when, change.due, change.lines) == (When.NOW, usd(0), ())


def test_half_of_a_month_costs_half() -> None:
    period = Period(NOON, NOON + timedelta(days=30))
    at = NOON + timedelta(days=15)

    change = rules.change_of(
        plan("small", 3_000), plan("big", 9_000), period=period, at=at, trial=False, used={}
    )

    assert [line.amount for line in change.lines] == [usd(-1_500), usd(4_500)]
    assert change.due == usd(3_000)


def test_a_change_says_what_is_too_much_for_the_smaller_plan() -> None:
    period = rules.first_period(NOON, months=1)
    small = plan("small", 900, products=5, staff=2)

    change = rules.change_of(
        plan("big", 9_900),
        small,
        period=period,
        at=NOON,
        trial=False,
        used={"products": 6, "staff": 2, "stores": 100},
    )

    assert [(use.name, use.used, use.limit) for use in change.too_much] == [("products", 6, 5)]


@pytest.mark.parametrize(
    ("used", "limit", "level"),
    [
        (0, None, Level.FREE),
        (79, 100, Level.FREE),
        (80, 100, Level.NEAR),
        (99, 100, Level.NEAR),
        (100, 100, Level.FULL),
        (3, 4, Level.FREE),
        (0, 0, Level.FULL),
    ],
)
def test_four_fifths_are_near(used: int, limit: int | None, level: Level) -> None:
    assert rules.level_of(used, limit=limit) is level


@given(totals=st.lists(cents, max_size=8), paid=cents)
def test_payments_go_to_the_oldest_and_none_is_lost(totals: list[int], paid: int) -> None:
    charged = [usd(total) for total in totals]

    opened = rules.open_amounts(charged, paid=usd(paid))

    owed = max(usd(sum(totals)) - usd(paid), usd(0))
    assert sum(opened, usd(0)) == owed
    half_paid = [
        rest for rest, total in zip(opened, charged, strict=True) if usd(0) < rest < total
    ]
    assert len(half_paid) <= 1


def test_what_falls_due_tomorrow_is_not_overdue_today() -> None:
    charges = [(NOON, usd(100)), (NOON + timedelta(days=1), usd(100))]

    assert rules.overdue_since(charges, paid=usd(0), at=NOON) == NOON
    assert rules.overdue_since(charges, paid=usd(100), at=NOON) is None
    assert rules.overdue_since(charges, paid=usd(100), at=NOON + timedelta(days=1)) is not None
    assert rules.overdue_since(charges, paid=usd(200), at=NOON + timedelta(days=9)) is None
