"""What others may see of stock."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Demand:
    """How much of a variant is wanted."""

    variant_id: UUID
    sku: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Source:
    """Where stock may come from: a channel's locations by priority, or one store's alone."""

    channel_id: UUID
    store_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """What one location could still promise of a variant; a lower `rank` goes first."""

    level_id: UUID
    variant_id: UUID
    rank: int
    available: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """What is taken from one location for one variant."""

    level_id: UUID
    variant_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Shortage:
    """A variant of which too little is left."""

    sku: str
    asked: Decimal
    available: Decimal


@dataclass(frozen=True, slots=True)
class NewStock:
    """What arrives."""

    variant_id: UUID
    sku: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class LevelCard:
    """The buckets of one variant at one location. `available` is derived, never stored."""

    id: UUID
    variant_id: UUID
    sku: str
    title: str
    location: str
    on_hand: Decimal
    reserved: Decimal
    unavailable: Decimal
    updated_at: datetime

    @property
    def available(self) -> Decimal:
        return self.on_hand - self.reserved - self.unavailable


@dataclass(frozen=True, slots=True)
class LevelFilter:
    """What a list of stock shows. Empty fields do not narrow it.

    `text` is an SKU, a barcode or a part of a title; `scarce` shows what has nothing left to
    promise; `scopes` is the reach of whoever asks.
    """

    text: str = ""
    location: str = ""
    scarce: bool = False
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MovementCard:
    """One line of the ledger."""

    kind: str
    bucket: str
    quantity: Decimal
    reason: str
    reference: str
    actor: str
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class HoldCard:
    """A promise of stock that is still open."""

    reference: str
    quantity: Decimal
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class LocationCard:
    """A place that holds stock."""

    id: UUID
    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class StockAudit:
    """What a comparison of ledger, reservations and buckets found. All zero is well."""

    levels: int
    ledger_differs: int
    reserved_differs: int
    oversold: int
