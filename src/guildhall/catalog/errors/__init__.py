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
from guildhall.catalog.errors.imports import (
    FileEmpty,
    FileMissing,
    FileTooLarge,
    FileUnreadable,
    HeadingsMissing,
    HeadingsRepeat,
    ImportHasFaults,
    ImportNotChecked,
    ImportNotFound,
    MappingInvalid,
)
from guildhall.catalog.errors.labels import (
    LabelsUnknown,
    NothingToPrint,
    PrintingMissing,
    TooManyLabels,
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
    "FileEmpty",
    "FileMissing",
    "FileTooLarge",
    "FileUnreadable",
    "GoodsArchived",
    "HeadingsMissing",
    "HeadingsRepeat",
    "ImportHasFaults",
    "ImportNotChecked",
    "ImportNotFound",
    "LabelsUnknown",
    "MappingInvalid",
    "NotABundle",
    "NotExact",
    "NothingToPrint",
    "OptionInUse",
    "PartNotPossible",
    "PriceInvalid",
    "PriceListInvalid",
    "PriceListNotFound",
    "PriceListTaken",
    "PriceNotFound",
    "PrintingMissing",
    "ProductInvalid",
    "ProductNotFound",
    "SkuTaken",
    "TaxRateMissing",
    "TooManyLabels",
    "TooManyVariants",
    "UnitNotFound",
    "UnknownSku",
    "UsedInBundle",
]
