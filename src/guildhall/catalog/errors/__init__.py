"""How the catalogue says no."""

from guildhall.catalog.errors.attributes import (
    AttributeNotFound,
    AttributesMissing,
    AttributeTaken,
)
from guildhall.catalog.errors.barcodes import (
    BarcodeNotFound,
    BarcodeTaken,
    CheckDigitWrong,
    NotExact,
    UnitNotFound,
)
from guildhall.catalog.errors.bundles import (
    BundleIsEmpty,
    NotABundle,
    PartNotPossible,
)
from guildhall.catalog.errors.categories import (
    CategoryInItself,
    CategoryNotEmpty,
    CategoryNotFound,
    CategoryTaken,
    CategoryTooDeep,
)
from guildhall.catalog.errors.goods import (
    CodeTaken,
    CombinationTaken,
    GoodsArchived,
    OptionInUse,
    SkuTaken,
    TooManyVariants,
    UsedInBundle,
)
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
    "AttributeNotFound",
    "AttributeTaken",
    "AttributesMissing",
    "BarcodeNotFound",
    "BarcodeTaken",
    "BundleIsEmpty",
    "CategoryInItself",
    "CategoryNotEmpty",
    "CategoryNotFound",
    "CategoryTaken",
    "CategoryTooDeep",
    "CheckDigitWrong",
    "CodeTaken",
    "CombinationTaken",
    "CostInvalid",
    "CurrencyNotSold",
    "GoodsArchived",
    "NotABundle",
    "NotExact",
    "OptionInUse",
    "PartNotPossible",
    "PriceInvalid",
    "PriceListInvalid",
    "PriceListNotFound",
    "PriceListTaken",
    "PriceNotFound",
    "ProductInvalid",
    "ProductNotFound",
    "SkuTaken",
    "TaxRateMissing",
    "TooManyVariants",
    "UnitNotFound",
    "UnknownSku",
    "UsedInBundle",
]
