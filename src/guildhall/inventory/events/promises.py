"""What happens to promises of stock that has yet to arrive, and to those that are prolonged."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from guildhall.inventory.events.stock import Moved
from guildhall.kernel.events import Event, fact


@dataclass(frozen=True, slots=True)
class Later:
    """How much of which SKU is promised for which day."""

    sku: str
    quantity: Decimal
    promised_on: date


@fact("stock.backordered", subject="stock:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockBackordered(Event):
    reference: str
    lines: tuple[Later, ...]


@fact("stock.backorder_filled", subject="stock:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class BackorderFilled(Event):
    """Goods came for a reference. `still_waits` where a part of what it was promised did not."""

    reference: str
    lines: tuple[Moved, ...]
    still_waits: bool


@fact("stock.promise_moved", subject="stock:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockPromiseMoved(Event):
    """What a reference is promised is held at another place instead."""

    reference: str
    origin: str
    destination: str
    lines: tuple[Moved, ...]


@fact("stock.hold_extended", subject="stock:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockHoldExtended(Event):
    reference: str
    until: datetime


@fact("stock.hold_converted", subject="stock:{hold}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockHoldConverted(Event):
    """What was held under one name is promised under another."""

    hold: str
    reference: str
