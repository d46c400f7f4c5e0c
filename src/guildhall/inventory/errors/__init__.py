"""How stock says no."""

from guildhall.inventory.errors.stock import (
    BelowReserved,
    LocationNotFound,
    OutOfStock,
    QuantityInvalid,
    StockNotFound,
)

__all__ = [
    "BelowReserved",
    "LocationNotFound",
    "OutOfStock",
    "QuantityInvalid",
    "StockNotFound",
]
