"""What group HQ sees."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class TenantDay:
    """One subsidiary's figures over a span of days. `as_of` is the newest fact counted."""

    tenant_id: UUID
    slug: str
    name: str
    unit: str
    orders: int
    units: Decimal
    revenue: Money
    canceled_orders: int
    shipped_orders: int
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class DayPoint:
    """One subsidiary's revenue on one day, for the chart."""

    business_date: date
    slug: str
    orders: int
    revenue: Decimal


@dataclass(frozen=True, slots=True)
class GroupDay:
    """A group's figures over a span of days."""

    group: str
    since: date
    until: date
    currency: str
    tenants: tuple[TenantDay, ...]
    points: tuple[DayPoint, ...]
    orders: int
    units: Decimal
    revenue: Money
    as_of: datetime | None
