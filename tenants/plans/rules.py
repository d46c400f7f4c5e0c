"""Periods, shares of a price, what a change of plan costs, and who is overdue."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from guildhall.kernel.money import Money
from tenants.plans.states import Level, LineKind, When
from tenants.plans.types import Change, Line, Period, Use, Used
from tenants.types import PlanCard

NEAR = Fraction(4, 5)
_TICK = timedelta(microseconds=1)


def month_of(at: datetime) -> Period:
    """Return the calendar month in UTC over which meters count."""
    first = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Period(first, add_months(first, 1))


def add_months(start: datetime, months: int) -> datetime:
    """Return the same day so many months later, or that month's last where it has none."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)


def first_period(anchor: datetime, *, months: int) -> Period:
    return Period(anchor, add_months(anchor, months))


def period_after(period: Period, *, anchor: datetime, months: int) -> Period:
    """Return the period that follows. Counted from the anchor, so that 31 January is not lost."""
    gone = 0
    while add_months(anchor, gone) < period.end:
        gone += 1
    return Period(period.end, add_months(anchor, gone + months))


def split_at(price: Money, period: Period, *, at: datetime) -> tuple[Money, Money]:
    """Share the price of a period into what is used up and what is left, without losing a cent."""
    at = min(max(at, period.start), period.end)
    used, left = price.split([(at - period.start) // _TICK, (period.end - at) // _TICK])
    return used, left


def when_changed(before: PlanCard, after: PlanCard) -> When:
    """More, or as much, per month is given at once; less waits until what is paid for is over."""
    return When.NOW if per_month(after) >= per_month(before) else When.AT_PERIOD_END


def per_month(plan: PlanCard) -> Fraction:
    return Fraction(plan.terms.price.amount) / plan.terms.months


def change_of(
    before: PlanCard, after: PlanCard, *, period: Period, at: datetime, trial: bool, used: Used
) -> Change:
    """Return what a change of plan would be, to the cent.

    During a trial nothing is paid for yet, so any change is at once and free. A plan of the
    same length keeps the period; one of another length begins a new one.
    """
    when = When.NOW if trial else when_changed(before, after)
    nothing = Money.zero(after.terms.price.currency)
    uses = tuple(use for use in uses_of(after.limits, used) if _exceeds(use))
    if when is When.AT_PERIOD_END or trial:
        begins = period.end if when is When.AT_PERIOD_END else at
        return Change(before, after, when, begins, period, (), nothing, uses)
    same = before.terms.months == after.terms.months
    ahead = period if same else first_period(at, months=after.terms.months)
    rest = Period(at, period.end)
    given_back = split_at(before.terms.price, period, at=at)[1]
    charged = split_at(after.terms.price, ahead, at=at)[1]
    lines = (
        Line(LineKind.REST_OF_OLD, before.name, rest, -given_back),
        Line(LineKind.REST_OF_NEW, after.name, Period(at, ahead.end), charged),
    )
    kept = tuple(line for line in lines if line.amount)
    return Change(before, after, when, at, ahead, kept, charged - given_back, uses)


def uses_of(
    limits: Mapping[str, int], used: Used, *, until: Mapping[str, datetime] | None = None
) -> tuple[Use, ...]:
    """Return the use of everything that is used or limited, in the order in which it is given."""
    ends = until or {}
    return tuple(
        Use(
            name,
            count,
            limits.get(name),
            level_of(count, limit=limits.get(name)),
            until=ends.get(name),
        )
        for name, count in used.items()
    )


def level_of(used: int, *, limit: int | None) -> Level:
    if limit is None:
        return Level.FREE
    if used >= limit:
        return Level.FULL
    return Level.NEAR if used >= NEAR * limit else Level.FREE


def open_amounts(totals: Sequence[Money], *, paid: Money) -> tuple[Money, ...]:
    """Return what is open of each charge, oldest first, after `paid` went to the oldest ones."""
    nothing = Money.zero(paid.currency)
    left = max(paid, nothing)
    opened = []
    for total in totals:
        taken = min(left, max(total, nothing))
        left -= taken
        opened.append(max(total, nothing) - taken)
    return tuple(opened)


def overdue_since(
    charges: Iterable[tuple[datetime, Money]], *, paid: Money, at: datetime
) -> datetime | None:
    """Return when the oldest charge that is still open fell due, if it did by now."""
    dated = list(charges)
    opened = open_amounts([total for _, total in dated], paid=paid)
    late = [
        due for (due, _), rest in zip(dated, opened, strict=True) if rest.amount > 0 and due <= at
    ]
    return min(late, default=None)


def _exceeds(use: Use) -> bool:
    return use.limit is not None and use.used > use.limit
