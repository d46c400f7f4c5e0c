"""What others may see of goods that arrived."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.inventory.types.lots import LotWord


@dataclass(frozen=True, slots=True)
class ArrivedLine:
    """One line of what arrived, with what one unit of it cost where that is known."""

    sku: str
    quantity: Decimal
    unit_cost: Decimal | None = None
    lot: LotWord | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Goods that arrived without an order of ours. `paper` is the supplier's delivery note."""

    location: str
    lines: tuple[ArrivedLine, ...]
    supplier: str = ""
    paper: str = ""
    currency: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLineCard:
    position: int
    sku: str
    title: str
    quantity: Decimal
    unit_cost: Decimal | None
    lot: str


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt as a list shows it."""

    id: UUID
    number: str
    location: str
    supplier: str
    paper: str
    currency: str
    received_at: datetime
    received_by: str
    reversed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReceiptCard:
    """A receipt with its lines."""

    row: ReceiptRow
    lines: tuple[ReceiptLineCard, ...]


@dataclass(frozen=True, slots=True)
class PaperFilter:
    """What a list of papers shows. Empty fields do not narrow it."""

    text: str = ""
    location: str = ""
    state: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MovementFilter:
    """What a list of the ledger shows. Empty fields do not narrow it."""

    text: str = ""
    location: str = ""
    kind: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One line of the ledger with where it is about, and when it was told."""

    level_id: UUID
    sku: str
    location: str
    lot: str
    kind: str
    bucket: str
    quantity: Decimal
    reference: str
    reason: str
    actor: str
    effective_at: datetime
    recorded_at: datetime
