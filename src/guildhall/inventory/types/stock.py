"""What others may see of stock."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from guildhall.inventory.types.sourcing import Point, StockKey

NOWHERE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Demand:
    """How much of a variant is wanted."""

    variant_id: UUID
    sku: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Source:
    """Where stock may come from: a channel's locations by priority, or one store's alone.

    `near` is where it goes, for a channel that takes from the nearest.
    """

    channel_id: UUID
    store_id: UUID | None = None
    near: Point | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """What one level could still promise of a variant; a lower `rank` goes first.

    Where several have goods of one variant at one location, our own, `owner` being empty, go
    first. `distance` is in kilometers, where it is known.
    """

    level_id: UUID
    variant_id: UUID
    rank: int
    available: Decimal
    location_id: UUID = NOWHERE
    owner: str = ""
    distance: float | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """What is taken from one level for one variant; `backordered` of it is not here yet."""

    level_id: UUID
    variant_id: UUID
    quantity: Decimal
    backordered: Decimal = Decimal(0)
    promised_on: date | None = None


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


def version_of(level: UUID, updated_at: datetime) -> str:
    """Return the name of a level's present state: every change gives it another one."""
    return f"{level.hex[-12:]}-{updated_at:%Y%m%d%H%M%S%f}"


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
    owner: str = ""
    inbound: Decimal = Decimal(0)
    backorder_limit: Decimal = Decimal(0)
    low_at: Decimal | None = None

    @property
    def available(self) -> Decimal:
        return self.on_hand - self.reserved - self.unavailable

    @property
    def waiting(self) -> Decimal:
        """How much is promised that is not here yet."""
        return max(-self.available, Decimal(0))

    @property
    def key(self) -> StockKey:
        return StockKey(self.sku, self.location, self.owner)

    @property
    def version(self) -> str:
        return version_of(self.id, self.updated_at)


@dataclass(frozen=True, slots=True)
class LevelFilter:
    """What a list of stock shows. Empty fields do not narrow it.

    `text` is an SKU, a barcode or a part of a title; `scarce` shows what has nothing left to
    promise; `scopes` is the reach of whoever asks.
    """

    text: str = ""
    location: str = ""
    scarce: bool = False
    updated_since: datetime | None = None
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
class StockAudit:
    """What a comparison of ledger, reservations and buckets found. All zero is well."""

    levels: int
    ledger_differs: int
    reserved_differs: int
    oversold: int
