"""Prices as they are looked at side by side: variants by lists."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.catalog.types.price_lists import PriceListCard
from guildhall.catalog.types.prices import NO_PRICE, PriceLine
from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class MatrixFilter:
    """Which variants are shown. Empty fields do not narrow it.

    `gaps` names a list (or "-" for the channel's own prices) that has no price of them.
    """

    text: str = ""
    category: str = ""
    brand: str = ""
    gaps: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place, from the first piece on: nothing, or a price in force."""

    price_list: str
    currency: str
    line: PriceLine | None = None
    margin: Decimal | None = None
    tiers: int = 0
    planned: int = 0

    @property
    def version(self) -> str:
        return self.line.version if self.line else NO_PRICE


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A variant with its cost and its prices, in the order of the columns."""

    variant_id: UUID
    sku: str
    title: str
    cost: Money | None
    cost_noted_at: datetime | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of prices; the first column is the channel's own."""

    rows: tuple[MatrixRow, ...]
    lists: tuple[PriceListCard, ...]
    next_cursor: str | None
