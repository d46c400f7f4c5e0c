"""What providers' bills and banks say of money."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from guildhall.kernel.events import Event, fact
from guildhall.kernel.money import Money


@fact("bill.matched", subject="bill:{account}:{day}")
@dataclass(frozen=True, kw_only=True, slots=True)
class BillMatched(Event):
    """A day's bill was compared with our books, and something came out that was not known."""

    account: str
    day: date
    version: int
    lines: int
    found: int
    settled: int
    open: int


@fact("bill.missing", subject="bill:{account}:{day}")
@dataclass(frozen=True, kw_only=True, slots=True)
class BillMissing(Event):
    """A day's bill should long be there, and is not."""

    account: str
    day: date
    why: str


@fact("bill.item_moved", subject="bill:{account}:{day}")
@dataclass(frozen=True, kw_only=True, slots=True)
class WorkItemMoved(Event):
    account: str
    day: date
    item: UUID
    state: str
    solution: str


@fact("bill.plan_changed", subject="bill_plan:{account}")
@dataclass(frozen=True, kw_only=True, slots=True)
class BillPlanChanged(Event):
    account: str
    enabled: bool


@fact("dispute.opened", subject="dispute:{dispute}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DisputeOpened(Event):
    """A bank asks money back. No goods come back by it."""

    dispute: UUID
    reference: str
    amount: Money
    due_by: datetime | None


@fact("dispute.moved", subject="dispute:{dispute}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DisputeMoved(Event):
    dispute: UUID
    reference: str
    amount: Money
    state: str
