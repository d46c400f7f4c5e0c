"""What others may see of products."""

from guildhall.catalog.types.prices import (
    NO_PRICE,
    STANDING,
    NotedCost,
    PricedVariant,
    PriceLine,
    PriceOrigin,
    PriceSlot,
)
from guildhall.catalog.types.products import GoneProduct, NewProduct, ProductCard

__all__ = [
    "NO_PRICE",
    "STANDING",
    "GoneProduct",
    "NewProduct",
    "NotedCost",
    "PriceLine",
    "PriceOrigin",
    "PriceSlot",
    "PricedVariant",
    "ProductCard",
]
