"""What stock is worth: a moving average per variant and owner, moved by the ledger's lines."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger that is to be valued. Its cost is in the house's currency, if known."""

    movement_id: UUID
    variant_id: UUID
    owner: str
    kind: str
    reference: str
    quantity: Decimal
    unit_cost: Decimal | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Worth:
    """How much the house holds of something, what it is worth, and what it cost last."""

    quantity: Decimal = Decimal(0)
    value: Decimal = Decimal(0)
    last_cost: Decimal | None = None

    @property
    def average(self) -> Decimal | None:
        """What one costs on average; what it cost last where there is none."""
        return self.value / self.quantity if self.quantity > 0 else self.last_cost


@dataclass(frozen=True, slots=True)
class Effect:
    """What one line did to the worth of stock."""

    quantity: Decimal
    unit_cost: Decimal
    value: Decimal
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """What arrived at one cost, and how much of it is still here."""

    id: UUID
    left: Decimal


@dataclass(frozen=True, slots=True)
class ValueFilter:
    """Which stock a report values: on a day (None: now), at a location or all, in a category."""

    day: date | None = None
    location: str = ""
    category: str = ""
    text: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One variant at one location: how much lay there, and what it was worth on average."""

    sku: str
    title: str
    category: str
    location: str
    owner: str
    quantity: Decimal
    unit_cost: Decimal
    value: Money


@dataclass(frozen=True, slots=True)
class ValueSum:
    """What the stock of one location, or of one category, is worth."""

    name: str
    quantity: Decimal
    value: Money


@dataclass(frozen=True, slots=True)
class ValueReport:
    """What stock is worth, by location and by category."""

    day: date | None
    total: Money
    by_location: tuple[ValueSum, ...]
    by_category: tuple[ValueSum, ...]
    waiting: int
