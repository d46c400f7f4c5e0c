"""What happens to the worth of stock."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.events import Event, fact
from guildhall.kernel.money import Money


@fact("stock.cost_changed", subject="cost:{sku}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CostChanged(Event):
    """What our own goods cost on average, and what they cost last, is another."""

    sku: str
    variant_id: UUID
    average: Money
    last: Money | None


@fact("stock.value_exported", subject="stock_value")
@dataclass(frozen=True, kw_only=True, slots=True)
class StockValueExported(Event):
    lines: int
    day: str
