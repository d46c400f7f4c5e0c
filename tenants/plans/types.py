"""What others may see of subscriptions, usage and accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from guildhall.kernel.money import Money
from tenants.plans.states import InvoiceKind, Level, LineKind, SubscriptionState, When
from tenants.types import PlanCard


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, and not including, `end`."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class BillingTerms:
    """How long a trial lasts, when an invoice is due, and how long an overdue one is borne.

    `patience` of None never suspends anybody.
    """

    trial: timedelta
    payment: timedelta
    patience: timedelta | None


@dataclass(frozen=True, slots=True)
class Use:
    """How much of one thing is used. A limit of None does not exist; `until` it counts anew."""

    name: str
    used: int
    limit: int | None
    level: Level
    until: datetime | None = None

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means that it is full; more than that where it is over."""
        if self.limit is None:
            return 0
        return 100 * self.used // self.limit if self.limit else 100


@dataclass(frozen=True, slots=True)
class Line:
    """What an amount is for: a plan, over which days. Negative: it is given back."""

    kind: LineKind
    plan: str
    period: Period
    amount: Money


@dataclass(frozen=True, slots=True)
class Change:
    """A change of plan as it would be carried out: when, and what it costs then.

    `due` is what the lines add up to. `too_much` says which use exceeds the new limits.
    """

    before: PlanCard
    after: PlanCard
    when: When
    effective_at: datetime
    period: Period
    lines: tuple[Line, ...]
    due: Money
    too_much: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class InvoiceCard:
    """An invoice with its lines. `open` is what later payments have not covered yet."""

    number: str
    kind: InvoiceKind
    issued_at: datetime
    due_at: datetime
    total: Money
    lines: tuple[Line, ...]
    open: Money


@dataclass(frozen=True, slots=True)
class EntryCard:
    """One line of an account."""

    kind: str
    at: datetime
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True)
class SubscriptionCard:
    """Where a company's subscription stands."""

    tenant_id: UUID
    state: SubscriptionState
    plan: str
    next_plan: str
    period: Period
    trial_ends: datetime | None
    due_since: datetime | None
    currency: str


@dataclass(frozen=True, slots=True)
class Account:
    """A company's account with the platform: its plan, its use, what it owes.

    `balance` above zero is owed; below zero is the company's to use up.
    """

    tenant_id: UUID
    plan: PlanCard
    subscription: SubscriptionCard | None
    next_plan: PlanCard | None
    uses: tuple[Use, ...]
    balance: Money
    invoices: tuple[InvoiceCard, ...]
    entries: tuple[EntryCard, ...]
    at: datetime

    @property
    def credit(self) -> Money:
        """What is the company's to use up."""
        return max(-self.balance, Money.zero(self.balance.currency))

    @property
    def trial_days(self) -> int | None:
        """How many days of the trial are left, the running one included."""
        if self.subscription is None or self.subscription.state is not SubscriptionState.TRIAL:
            return None
        if self.subscription.trial_ends is None:
            return None
        left = self.subscription.trial_ends - self.at
        return max(0, -(-left // timedelta(days=1)))


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan on the price list as one company sees it: `change` is None for its own plan."""

    plan: PlanCard
    change: Change | None


type Used = Mapping[str, int]
"""How many of each counted thing a company holds, as counted in its own schema."""
