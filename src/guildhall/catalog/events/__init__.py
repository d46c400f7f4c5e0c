"""What happens to products."""

from guildhall.catalog.events.products import (
    CopyWritten,
    PriceChanged,
    ProductsTaken,
)

__all__ = [
    "CopyWritten",
    "PriceChanged",
    "ProductsTaken",
]
