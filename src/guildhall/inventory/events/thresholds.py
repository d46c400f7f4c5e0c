"""Lines that what is available crosses. One fact per location tells of many levels at most."""

from dataclasses import dataclass
from decimal import Decimal

from guildhall.kernel.events import Event, fact


@dataclass(frozen=True, slots=True)
class Left:
    """What is available of an SKU of one owner now; empty is our own."""

    sku: str
    owner: str
    available: Decimal


@fact("stock.low", subject="levels:{location}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockRanLow(Event):
    location: str
    lines: tuple[Left, ...]


@fact("stock.sold_out", subject="levels:{location}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockSoldOut(Event):
    location: str
    lines: tuple[Left, ...]


@fact("stock.back", subject="levels:{location}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockCameBack(Event):
    location: str
    lines: tuple[Left, ...]
