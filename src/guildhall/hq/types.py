"""What group HQ sees, and what the figures are counted from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self
from uuid import UUID

from guildhall.kernel.money import Money
from tenants.types import GroupCard, TenantCard
from tenants.visits.types import VisitCard


@dataclass(frozen=True, slots=True)
class Span:
    """Business days from `since` to `until`, both included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def is_one_day(self) -> bool:
        return self.since == self.until

    @property
    def before(self) -> "Span":
        """The same number of days, just before."""
        return self._moved(-self.days)

    @property
    def after(self) -> "Span":
        return self._moved(self.days)

    def each_day(self) -> Iterator[date]:
        """Return the days, oldest first."""
        return (self.since + timedelta(days=n) for n in range(self.days))

    def _moved(self, days: int) -> "Span":
        shift = timedelta(days=days)
        return Span(self.since + shift, self.until + shift)


class Preset(StrEnum):
    """Spans that move on with the time."""

    LATEST = "latest"
    TODAY = "today"
    WEEK = "7d"
    MONTH = "30d"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures somebody wants to see. What is empty is chosen for them.

    Dates win over a preset. Without either, `otherwise` is shown.
    """

    group: str = ""
    since: date | None = None
    until: date | None = None
    preset: Preset | None = None
    currency: str = ""
    otherwise: Preset = Preset.LATEST


@dataclass(frozen=True, slots=True)
class Figures:
    """What was sold, in one currency. Units and revenue are those of orders that stand."""

    revenue: Money
    orders: int = 0
    units: Decimal = Decimal(0)
    canceled_orders: int = 0
    shipped_orders: int = 0

    def __add__(self, other: Self) -> "Figures":
        return Figures(
            revenue=self.revenue + other.revenue,
            orders=self.orders + other.orders,
            units=self.units + other.units,
            canceled_orders=self.canceled_orders + other.canceled_orders,
            shipped_orders=self.shipped_orders + other.shipped_orders,
        )

    @property
    def standing_orders(self) -> int:
        return self.orders - self.canceled_orders

    @property
    def average_order(self) -> Money | None:
        """What an order that stands brought, in whole minor units."""
        if not self.standing_orders:
            return None
        return (self.revenue * (1 / Decimal(self.standing_orders))).rounded()

    @property
    def shipped_percent(self) -> Decimal | None:
        """How much of the orders that stand has left the building; 100 only if all have."""
        if not self.standing_orders:
            return None
        tenths = 1000 * self.shipped_orders // self.standing_orders
        return Decimal(tenths).scaleb(-1)


@dataclass(frozen=True, slots=True)
class TenantFigures:
    """One subsidiary over a span. `as_of` is the newest of its facts counted, on any day.

    `percent` is its share of the group's revenue; all of them add up to 100.0 exactly.
    `currencies` are all that it ever sold in.
    """

    tenant: TenantCard
    figures: Figures
    percent: Decimal | None
    as_of: datetime | None
    currencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayPoint:
    """One subsidiary on one business day."""

    business_date: date
    slug: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class View:
    """What is shown: which group, which days, in which currency, and what else there is.

    `today` is the newest business day that is still running somewhere, `latest` the newest
    with figures. `running` says that what is shown may still grow.
    """

    group: GroupCard
    groups: tuple[GroupCard, ...]
    span: Span
    preset: Preset | None
    currency: str
    currencies: tuple[str, ...]
    today: date
    latest: date | None
    running: bool
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A group over a span: best seller first, and the total that they add up to."""

    view: View
    tenants: tuple[TenantFigures, ...]
    points: tuple[DayPoint, ...]
    total: Figures


@dataclass(frozen=True, slots=True)
class TenantDays:
    """One subsidiary, day by day, newest first; days without figures are there too."""

    view: View
    tenant: TenantCard
    points: tuple[DayPoint, ...]
    total: Figures


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """A subsidiary's days, and the visits to it; None where this person may pay it none."""

    days: TenantDays
    visits: tuple[VisitCard, ...] | None


@dataclass(frozen=True, slots=True)
class GroupRoll:
    """A group and its subsidiaries."""

    group: GroupCard
    tenants: tuple[TenantCard, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one fact adds to a tenant's figures of one business day."""

    day: date
    currency: str
    as_of: datetime
    orders: int = 0
    units: Decimal = Decimal(0)
    revenue: Decimal = Decimal(0)
    canceled_orders: int = 0
    canceled_revenue: Decimal = Decimal(0)
    shipped_orders: int = 0

    def __add__(self, other: Self) -> "Entry":
        return Entry(
            day=self.day,
            currency=self.currency,
            as_of=max(self.as_of, other.as_of),
            orders=self.orders + other.orders,
            units=self.units + other.units,
            revenue=self.revenue + other.revenue,
            canceled_orders=self.canceled_orders + other.canceled_orders,
            canceled_revenue=self.canceled_revenue + other.canceled_revenue,
            shipped_orders=self.shipped_orders + other.shipped_orders,
        )


@dataclass(frozen=True, slots=True)
class CountableFact:
    """A fact of a tenant as the rebuild reads it. `delivered`: its reactions have all run."""

    sequence: int
    fact_id: UUID
    reaction: str
    delivered: bool
    entry: Entry


type ReadFacts = Callable[[int], tuple[CountableFact, ...]]
"""Return a tenant's next countable facts after a sequence number, in a transaction of its own."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: facts counted, days made from them, days that had been wrong."""

    facts: int = 0
    days: int = 0
    corrected: int = 0
