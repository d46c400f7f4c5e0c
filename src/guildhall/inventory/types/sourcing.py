"""How stock is shared out, and what is promised beyond what lies here."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from guildhall.inventory.states import AllocationOrder, BlockReason, OfferKind
from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe, in degrees."""

    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True, slots=True)
class Sourcing:
    """How a channel takes stock from its locations.

    Without `may_split` everything of an order comes from one location. `in_part` lets a hold be
    smaller than what was asked; an order is taken whole or not at all. `most_held` is how much
    of one variant a single holder may keep from others before it is bought.
    """

    order: AllocationOrder = AllocationOrder.RANK
    may_split: bool = True
    in_part: bool = False
    most_held: Decimal | None = None


RANKED = Sourcing()


@dataclass(frozen=True, slots=True)
class Offer:
    """Up to how much of a variant a channel lets wait, and for when it is promised.

    The promise is a day, or so many days from now, or else what is expected with a date.
    """

    limit: Decimal
    kind: OfferKind = OfferKind.BACKORDER
    promised_on: date | None = None
    lead_days: int | None = None


@dataclass(frozen=True, slots=True)
class SourcingCard:
    """How a channel takes stock, and the version under which it was read."""

    channel: str
    sourcing: Sourcing
    version: str


@dataclass(frozen=True, slots=True)
class OfferCard:
    """What a channel lets wait of an SKU, and how much waits at its locations."""

    channel: str
    sku: str
    title: str
    offer: Offer
    waiting: Decimal
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Room:
    """How much waits at a level, and how much may."""

    level_id: UUID
    location_id: UUID
    rank: int
    waiting: Decimal
    limit: Decimal


@dataclass(frozen=True, slots=True)
class Coming:
    """What is expected at a level, and on which day."""

    level_id: UUID
    due_on: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Waiting:
    """A part of a promise that is not here yet."""

    sku: str
    quantity: Decimal
    promised_on: date


@dataclass(frozen=True, slots=True)
class StockKey:
    """Of what, where, and whose: empty is our own."""

    sku: str
    location: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """By how much, why, and how much was on hand for whoever asks: it must still be so.

    `block` is the reason under which it was set aside, if it was.
    """

    quantity: Decimal
    expected: Decimal
    reason: str
    block: BlockReason | None = None


@dataclass(frozen=True, slots=True)
class HoldTerms:
    """Under which name something is held, by whom, and until when: None is without end."""

    reference: str
    until: datetime | None
    holder: str = ""
    near: Point | None = None


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A part of a promise: at which location, and how much of it is not here yet."""

    sku: str
    location: str
    quantity: Decimal
    backordered: Decimal
    promised_on: date | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldAt:
    """How much of a variant a reference is promised at a location; a part may not be here yet."""

    location_id: UUID
    location: str
    store: str
    variant_id: UUID
    sku: str
    quantity: Decimal
    backordered: Decimal


@dataclass(frozen=True, slots=True)
class Lacking:
    """How much of an SKU was asked for and could not be held."""

    sku: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Held:
    """What came of a hold: what it lacks, and what of it is not here yet."""

    reference: str
    until: datetime | None
    lacking: tuple[Lacking, ...] = ()
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True)
class Sellable:
    """How much could be sold, or else ordered for a day: a hint."""

    here: Decimal
    may_wait: Decimal = Decimal(0)
    promised_on: date | None = None


@dataclass(frozen=True, slots=True)
class Availability:
    """What an SKU costs on a channel and how much of it could be sold: a hint, not a promise.

    Where nothing is left, `may_wait` is how much may be ordered for `promised_on`.
    """

    sku: str
    title: str
    unit: str
    price: Money
    available: Decimal
    may_wait: Decimal
    promised_on: date | None
