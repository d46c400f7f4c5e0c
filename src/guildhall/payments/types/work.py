"""What of money waits for somebody's look."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class LapseCard:
    """An authorization that is lost unless it is captured in time."""

    payment: UUID
    reference: str
    account: str
    left: Money
    until: datetime


@dataclass(frozen=True, slots=True)
class UnheardCard:
    """A call of which nobody knows what became, and when it is asked after again."""

    call: UUID
    payment: UUID
    reference: str
    account: str
    kind: str
    amount: Money
    attempts: int
    created_at: datetime
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """A notification that was kept, and could not be read."""

    id: UUID
    account: str
    kind: str
    event_id: str
    state: str
    attempts: int
    last_error: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class BillRun:
    """When an account's bills were fetched last, and when the next is due."""

    account: str
    last_day: date | None
    fetched_at: datetime | None
    next_day: date | None
    next_at: datetime | None
    last_error: str
