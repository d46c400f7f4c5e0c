"""What others may see of products."""

from guildhall.catalog.types.products import (
    GoneProduct,
    NewProduct,
    PricedVariant,
    ProductCard,
)

__all__ = [
    "GoneProduct",
    "NewProduct",
    "PricedVariant",
    "ProductCard",
]
