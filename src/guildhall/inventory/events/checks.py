"""What happens when stock is compared with what proves it."""

from dataclasses import dataclass

from guildhall.kernel.events import Event, fact


@fact("stock.checked", subject="stock_check:{check}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockChecked(Event):
    check: str
    levels: int
    found: int
    repaired: int


@fact("stock.mended", subject="location:{location}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockMended(Event):
    """One thing that a check put right: what was kept, and what was proven in its place."""

    check: str
    location: str
    sku: str
    damage: str
    kept: str
    proven: str
