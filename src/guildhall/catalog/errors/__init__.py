"""How the catalogue says no."""

from guildhall.catalog.errors.products import (
    CurrencyNotSold,
    ProductInvalid,
    ProductNotFound,
    UnknownSku,
)

__all__ = [
    "CurrencyNotSold",
    "ProductInvalid",
    "ProductNotFound",
    "UnknownSku",
]
