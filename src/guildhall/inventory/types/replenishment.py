"""When to buy again, and what is proposed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from guildhall.inventory.states import ProposalState


@dataclass(frozen=True, slots=True)
class ReorderTerms:
    """Once no more than `level` is projected, so much is proposed; nothing where it is zero.

    At least `least_order`, and in whole multiples of `multiple` where there is one.
    """

    level: Decimal
    quantity: Decimal = Decimal(0)
    least_order: Decimal = Decimal(0)
    multiple: Decimal = Decimal(0)
    lead_days: int = 0
    is_automatic: bool = False
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Projection:
    """What is there or on its way: `accepted` and `open` are proposals that nobody bought yet."""

    available: Decimal
    inbound: Decimal
    accepted: Decimal = Decimal(0)
    open: Decimal = Decimal(0)

    @property
    def certain(self) -> Decimal:
        return self.available + self.inbound + self.accepted

    @property
    def total(self) -> Decimal:
        return self.certain + self.open


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule, and why it could not be judged the last time, if so."""

    id: UUID
    variant_id: UUID
    sku: str
    title: str
    location: str
    terms: ReorderTerms
    snoozed_until: datetime | None
    judged_at: datetime | None
    problem: str
    updated_at: datetime

    @property
    def version(self) -> str:
        return f"{self.id.hex}.{self.updated_at.timestamp():.6f}"


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """What a rule proposes to buy, and what was projected when it did."""

    id: UUID
    rule_id: UUID
    sku: str
    title: str
    location: str
    quantity: Decimal
    projected: Decimal
    due_on: date
    state: ProposalState
    created_at: datetime
    decided_at: datetime | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class ReorderFilter:
    """Which rules or proposals a list shows. Empty fields do not narrow it."""

    text: str = ""
    location: str = ""
    state: str = ""
    troubled: bool = False
    updated_since: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReorderRun:
    """What a run of the rules came to."""

    judged: int
    proposed: int
    failed: int
