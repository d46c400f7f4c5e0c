"""What happens to products."""

from guildhall.catalog.events.prices import (
    CostsNoted,
    PriceChanged,
    PriceEnded,
    PriceListChanged,
    PriceListMade,
    PricesNoted,
)
from guildhall.catalog.events.products import CopyWritten, ProductsTaken

__all__ = [
    "CopyWritten",
    "CostsNoted",
    "PriceChanged",
    "PriceEnded",
    "PriceListChanged",
    "PriceListMade",
    "PricesNoted",
    "ProductsTaken",
]
