"""What happens to stock."""

from dataclasses import dataclass
from decimal import Decimal

from guildhall.kernel.events import Event, fact


@dataclass(frozen=True, slots=True)
class Moved:
    """How much of which SKU."""

    sku: str
    quantity: Decimal


@fact("stock.reserved", subject="stock:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockReserved(Event):
    reference: str
    lines: tuple[Moved, ...]


@fact("stock.released", subject="stock:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockReleased(Event):
    reference: str
    lines: int


@fact("stock.hold_expired", subject="stock:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockHoldExpired(Event):
    reference: str
    lines: int


@fact("stock.shipped", subject="stock:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockShipped(Event):
    reference: str
    lines: int


@fact("stock.received", subject="location:{location}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockReceived(Event):
    location: str
    reference: str
    lines: int


@fact("stock.adjusted", subject="location:{location}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockAdjusted(Event):
    location: str
    sku: str
    quantity: Decimal
    reason: str
    owner: str = ""
