"""What happens to products."""

from guildhall.catalog.events.categories import (
    AttributeChanged,
    AttributeDefined,
    CategoryChanged,
    CategoryMoved,
    CategoryOpened,
    CategoryRemoved,
)
from guildhall.catalog.events.goods import (
    AttributesStated,
    BarcodesChanged,
    OptionsChanged,
    PartsChanged,
    ProductArchived,
    ProductChanged,
    ProductCreated,
    ProductRestored,
    UnitsChanged,
    VariantArchived,
    VariantChanged,
    VariantRestored,
    VariantsAdded,
)
from guildhall.catalog.events.imports import (
    ImportEnded,
    ImportStarted,
    ProductsExported,
    ProductsImported,
)
from guildhall.catalog.events.prices import (
    CostsNoted,
    PriceChanged,
    PriceEnded,
    PriceListChanged,
    PriceListMade,
    PricesNoted,
)
from guildhall.catalog.events.products import (
    CopyWritten,
    ProductsTaken,
)

__all__ = [
    "AttributeChanged",
    "AttributeDefined",
    "AttributesStated",
    "BarcodesChanged",
    "CategoryChanged",
    "CategoryMoved",
    "CategoryOpened",
    "CategoryRemoved",
    "CopyWritten",
    "CostsNoted",
    "ImportEnded",
    "ImportStarted",
    "OptionsChanged",
    "PartsChanged",
    "PriceChanged",
    "PriceEnded",
    "PriceListChanged",
    "PriceListMade",
    "PricesNoted",
    "ProductArchived",
    "ProductChanged",
    "ProductCreated",
    "ProductRestored",
    "ProductsExported",
    "ProductsImported",
    "ProductsTaken",
    "UnitsChanged",
    "VariantArchived",
    "VariantChanged",
    "VariantRestored",
    "VariantsAdded",
]
