"""What others may see of goods between two locations."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TransferWish:
    """One line that is to go; `lot` where it is to be this one."""

    sku: str
    quantity: Decimal
    lot: str = ""


@dataclass(frozen=True, slots=True)
class TransferPlan:
    """What is to go from one location to another."""

    origin: str
    destination: str
    lines: tuple[TransferWish, ...]
    note: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class TransferLineCard:
    id: UUID
    sku: str
    title: str
    lot: str
    asked: Decimal
    sent: Decimal
    arrived: Decimal
    lost: Decimal
    loss_reason: str

    @property
    def open(self) -> Decimal:
        """What was sent and has neither arrived nor been missed."""
        return self.sent - self.arrived - self.lost


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer as a list shows it."""

    id: UUID
    number: str
    origin: str
    destination: str
    state: str
    note: str
    due_on: date | None
    created_by: str
    created_at: datetime
    sent_at: datetime | None
    closed_at: datetime | None
    updated_at: datetime

    @property
    def version(self) -> str:
        return f"{self.updated_at:%Y%m%d%H%M%S%f}"


@dataclass(frozen=True, slots=True)
class TransferCard:
    """A transfer with its lines."""

    row: TransferRow
    lines: tuple[TransferLineCard, ...]

    @property
    def on_the_way(self) -> Decimal:
        return sum((line.open for line in self.lines), Decimal(0))
