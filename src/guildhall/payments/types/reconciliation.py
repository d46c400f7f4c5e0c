"""Bills, differences and charge backs, as others see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class BillPlanCard:
    """When an account's bill of a day is there, by whose clock, and whose differences are."""

    account: UUID
    code: str
    name: str
    provider: str
    time_zone: str
    ready_at: time
    since: date
    owner: UUID | None
    enabled: bool


@dataclass(frozen=True, slots=True)
class BillSum:
    """What a bill comes to in one kind of line and one currency."""

    kind: str
    lines: int
    amount: Money
    fee: Money


@dataclass(frozen=True, slots=True)
class BillCard:
    """A day's bill as it was last fetched; `counts` by verdict."""

    id: UUID
    account: str
    account_name: str
    provider: str
    day: date
    state: str
    version: int
    hash: str
    lines: int
    counts: Mapping[str, int]
    sums: tuple[BillSum, ...]
    fetched_at: datetime | None
    next_at: datetime | None
    last_error: str
    open_items: int = 0


@dataclass(frozen=True, slots=True)
class BilledLineCard:
    """A line as the bill has it, and what became of it."""

    position: int
    kind: str
    key: str
    psp_reference: str
    amount: Money
    fee: Money
    occurred_at: datetime
    batch: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a provider kept of one movement of money, and in which batch it paid out the rest."""

    kind: str
    psp_reference: str
    amount: Money
    fee: Money
    day: date
    batch: str
    told_net: Money | None = None

    @property
    def net(self) -> Money | None:
        """What is left after the fee; None where nobody can say, for currencies differ."""
        if self.told_net is not None:
            return self.told_net
        if self.fee.currency != self.amount.currency:
            return None
        comes = self.kind in {"charge", "charge_back_reverse", "refund_reverse"}
        return (self.amount if comes else -self.amount) - self.fee


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that came or went, on its financial day, and what a provider's bill says of it.

    `fee` is what the provider told at once; the bill's own, with the net and the batch of the
    payout, is in `settlement`, once the bill is there.
    """

    id: UUID
    reference: str
    payment: UUID
    account: str
    kind: str
    amount: Money
    fee: Money | None
    occurred_at: datetime
    business_date: date | None
    psp_reference: str
    settlement: Settlement | None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a difference."""

    amount: Money
    fee: Money | None
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkItemCard:
    """A difference between a bill and our books."""

    id: UUID
    bill: UUID
    account: str
    day: date
    kind: str
    line_kind: str
    psp_reference: str
    reference: str
    ours: Side | None
    theirs: Side | None
    state: str
    owner: UUID | None
    solution: str
    found_at: datetime
    solved_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ItemNoteCard:
    """One entry of a difference's history."""

    what: str
    detail: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkItemFilter:
    """Which differences a list shows. Empty fields do not narrow it; `open` is not solved."""

    state: str = ""
    kind: str = ""
    account: str = ""
    bill: UUID | None = None
    day: date | None = None
    owner: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class DisputeCard:
    """A charge back: how much, why, until when somebody has to answer."""

    id: UUID
    account: str
    reference: str
    psp_reference: str
    amount: Money
    reason: str
    vendor_state: str
    state: str
    evidence: str
    owner: UUID | None
    due_by: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    updated_at: datetime
    moves: tuple[str, ...]
