"""What others may see of lots and serial numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LotOffer:
    """What one lot could give at one place; `free` is what is neither expired nor called back."""

    lot_id: UUID
    code: str
    free: Decimal
    expires_on: date | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class LotPick:
    """What is taken of one lot."""

    lot_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class LotWord:
    """A lot as a paper or a label names it."""

    code: str
    made_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class LotPlace:
    """How much of a lot lies at one location, and how much of that must not leave."""

    location: str
    on_hand: Decimal
    blocked: Decimal
    block_reason: str


@dataclass(frozen=True, slots=True)
class LotCard:
    """A lot, or one piece with a serial number."""

    id: UUID
    code: str
    sku: str
    title: str
    is_serial: bool
    made_on: date | None
    expires_on: date | None
    supplier: str
    recalled_at: datetime | None
    recall_reason: str
    on_hand: Decimal
    created_at: datetime
    is_expired: bool = False


@dataclass(frozen=True, slots=True)
class LotFilter:
    """What a list of lots shows. Empty fields do not narrow it."""

    text: str = ""
    location: str = ""
    recalled: bool = False
    expires_by: date | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LotStep:
    """One movement of a lot: where it was, on which paper, and how much of it."""

    kind: str
    location: str
    quantity: Decimal
    reference: str
    reason: str
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class LotLink:
    """A lot that another one was made of, or that was made of it."""

    code: str
    sku: str
    quantity: Decimal
    reference: str
    depth: int


@dataclass(frozen=True, slots=True)
class LotTrace:
    """Where a lot came from and where it went, with all that was made of it."""

    lot: LotCard
    places: tuple[LotPlace, ...]
    made_of: tuple[LotLink, ...]
    made_into: tuple[LotLink, ...]
    steps: tuple[LotStep, ...]


@dataclass(frozen=True, slots=True)
class RecallLine:
    """One paper on which a recalled lot, or what was made of it, left or moved."""

    sku: str
    lot: str
    kind: str
    location: str
    reference: str
    quantity: Decimal
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class Repack:
    """What is made of a lot: another variant, or the same one, in a lot of its own."""

    location: str
    from_sku: str
    from_lot: str
    from_quantity: Decimal
    to_sku: str
    to_lot: LotWord
    to_quantity: Decimal


@dataclass(frozen=True, slots=True)
class Disposal:
    """What is given up of a lot at a location, and why."""

    location: str
    sku: str
    lot: str
    quantity: Decimal
    reason: str
