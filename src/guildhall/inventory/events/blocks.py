"""What may not be sold although it lies here, and what is written off."""

from dataclasses import dataclass
from decimal import Decimal

from guildhall.kernel.events import Event, fact


@fact("stock.blocked", subject="location:{location}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockBlocked(Event):
    location: str
    sku: str
    owner: str
    quantity: Decimal
    reason: str


@fact("stock.unblocked", subject="location:{location}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockUnblocked(Event):
    location: str
    sku: str
    owner: str
    quantity: Decimal
    reason: str


@fact("stock.written_off", subject="location:{location}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockWrittenOff(Event):
    """`block` is the reason under which it was blocked before, if it was."""

    location: str
    sku: str
    owner: str
    quantity: Decimal
    reason: str
    block: str
