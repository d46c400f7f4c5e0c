"""What others may see of products."""

from guildhall.catalog.types.attributes import (
    AttributeCard,
    AttributeDraft,
    AttributeEdit,
    Choice,
    Stated,
)
from guildhall.catalog.types.bundles import (
    Part,
    PartDraft,
    Share,
)
from guildhall.catalog.types.categories import (
    CategoryCard,
)
from guildhall.catalog.types.goods import (
    EACH,
    Axis,
    BarcodeCard,
    PartCard,
    ProductDetail,
    ProductDraft,
    ProductEdit,
    ProductFilter,
    ProductRow,
    UnitCard,
    VariantCard,
    VariantDraft,
    VariantEdit,
    version_of,
)
from guildhall.catalog.types.prices import (
    NO_PRICE,
    STANDING,
    NotedCost,
    PricedVariant,
    PriceLine,
    PriceOrigin,
    PriceSlot,
)
from guildhall.catalog.types.products import (
    GoneProduct,
    NewProduct,
    ProductCard,
)
from guildhall.catalog.types.scans import ScannedVariant, VariantWord

__all__ = [
    "EACH",
    "NO_PRICE",
    "STANDING",
    "AttributeCard",
    "AttributeDraft",
    "AttributeEdit",
    "Axis",
    "BarcodeCard",
    "CategoryCard",
    "Choice",
    "GoneProduct",
    "NewProduct",
    "NotedCost",
    "Part",
    "PartCard",
    "PartDraft",
    "PriceLine",
    "PriceOrigin",
    "PriceSlot",
    "PricedVariant",
    "ProductCard",
    "ProductDetail",
    "ProductDraft",
    "ProductEdit",
    "ProductFilter",
    "ProductRow",
    "ScannedVariant",
    "Share",
    "Stated",
    "UnitCard",
    "VariantCard",
    "VariantDraft",
    "VariantEdit",
    "VariantWord",
    "version_of",
]
