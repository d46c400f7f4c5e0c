"""What happens to subscriptions and accounts. Recorded in the public schema."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.kernel.events import Event, fact
from guildhall.kernel.money import Money


@fact("subscription.opened", subject="subscription:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionOpened(Event):
    tenant_id: UUID
    plan: str
    trial_ends: datetime | None


@fact("subscription.state_changed", subject="subscription:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionStateChanged(Event):
    tenant_id: UUID
    state: str


@fact("subscription.plan_changed", subject="subscription:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PlanChanged(Event):
    """Another plan applies from now on."""

    tenant_id: UUID
    before: str
    plan: str


@fact("subscription.change_planned", subject="subscription:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PlanChangePlanned(Event):
    """Another plan will apply from the end of the period on; an empty one: no longer."""

    tenant_id: UUID
    plan: str
    effective_at: datetime


@fact("account.invoiced", subject="subscription:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class Invoiced(Event):
    tenant_id: UUID
    number: str
    total: Money


@fact("account.entered", subject="subscription:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AccountEntered(Event):
    """A payment or a credit was recorded; what it takes from the account is below zero."""

    tenant_id: UUID
    kind: str
    amount: Money


@fact("usage.near_limit", subject="usage:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class UsageNearLimit(Event):
    """Four fifths of a limit are used. Told once per period and limit."""

    tenant_id: UUID
    name: str
    used: int
    limit: int
