"""What the demo knows about a year at the shops: frozen values, read top to bottom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Unsold(StrEnum):
    """Why a recorded sale line cannot become a line of a web order."""

    UNKNOWN_PRODUCT = "the product is not in the product list"
    FUEL = "motor fuel, counted in thousandths of a gallon and pumped at the store"
    NOT_GOODS = "a coupon, gift card, deposit or other entry that is no article"
    NO_QUANTITY = "the till recorded a quantity of zero"
    NO_VALUE = "the line has no price, not even before discounts"


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line of a receipt as the till recorded it; `regular_cents` is before store discounts."""

    at: datetime
    basket: int
    store: int
    household: int
    product: int
    quantity: int
    regular_cents: int


@dataclass(frozen=True, slots=True)
class Article:
    """A row of the chain's own product list."""

    number: int
    maker: int
    brand: str
    department: str
    category: str
    kind: str
    size: str


@dataclass(frozen=True, slots=True)
class Product:
    sku: str
    barcode: str
    name: str
    brand: str
    department: str
    category: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class BasketLine:
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Basket:
    number: int
    store: str
    at: datetime
    household: int
    lines: tuple[BasketLine, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Goods that arrive at a store before its doors open for the first time."""

    store: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Window:
    """A run of trading days; a trading day begins when the stores are quietest."""

    opens: datetime
    closes: datetime

    @property
    def first_day(self) -> date:
        return self.opens.date()

    @property
    def days(self) -> int:
        return (self.closes - self.opens).days


@dataclass(frozen=True, slots=True)
class Chain:
    """What one subsidiary sells, where, and to whom, in the chosen window."""

    slug: str
    stores: tuple[str, ...]
    products: tuple[Product, ...]
    baskets: tuple[Basket, ...]
    receipts: tuple[Receipt, ...]
    scarce: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Journey:
    window: Window
    chains: tuple[Chain, ...]
    lines: int
    refused: Mapping[Unsold, int]
