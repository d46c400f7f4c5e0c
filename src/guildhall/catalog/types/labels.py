"""Labels for shelves and goods."""

from dataclasses import dataclass

from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Wanted:
    """An SKU or a barcode, and how many labels of it."""

    what: str
    copies: int


@dataclass(frozen=True, slots=True)
class LabelCard:
    """What a label says. `code` is what a scanner reads, `drawing` the same as SVG."""

    sku: str
    title: str
    brand: str
    unit: str
    code: str
    drawing: str
    price: Money | None
    copies: int
