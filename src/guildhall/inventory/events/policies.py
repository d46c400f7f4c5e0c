"""How channels take stock, and what they promise beyond it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guildhall.kernel.events import Event, fact


@fact("stock.sourcing_changed", subject="channel:{channel}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SourcingChanged(Event):
    channel: str
    allocation: str
    may_split: bool
    in_part: bool
    most_held: Decimal | None


@fact("stock.offer_changed", subject="channel:{channel}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OfferChanged(Event):
    channel: str
    sku: str
    kind: str
    limit: Decimal
    promised_on: date | None
    lead_days: int | None


@fact("stock.low_line_changed", subject="location:{location}")
@dataclass(frozen=True, kw_only=True, slots=True)
class LowLineChanged(Event):
    location: str
    sku: str
    owner: str
    low_at: Decimal | None
