"""How the catalogue says no."""

from guildhall.catalog.errors.prices import (
    CostInvalid,
    PriceInvalid,
    PriceListInvalid,
    PriceListNotFound,
    PriceListTaken,
    PriceNotFound,
    TaxRateMissing,
)
from guildhall.catalog.errors.products import (
    CurrencyNotSold,
    ProductInvalid,
    ProductNotFound,
    UnknownSku,
)

__all__ = [
    "CostInvalid",
    "CurrencyNotSold",
    "PriceInvalid",
    "PriceListInvalid",
    "PriceListNotFound",
    "PriceListTaken",
    "PriceNotFound",
    "ProductInvalid",
    "ProductNotFound",
    "TaxRateMissing",
    "UnknownSku",
]
