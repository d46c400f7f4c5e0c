"""What happens to products."""

from guildhall.catalog.events.categories import (
    AttributeChanged,
    AttributeDefined,
    CategoryChanged,
    CategoryMoved,
    CategoryOpened,
    CategoryRemoved,
)
from guildhall.catalog.events.channel_skus import (
    SkuLinked,
    SkuLinkEnded,
    SkusLinked,
    SkusUnmatched,
    SkuUnlinked,
    UnmatchedSetAside,
)
from guildhall.catalog.events.copies import (
    CopyChanged,
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
from guildhall.catalog.events.listings import (
    ListingChanged,
)
from guildhall.catalog.events.media import (
    PictureAdded,
    PictureBroken,
    PictureDescribed,
    PictureReady,
    PictureRemoved,
    PicturesOrdered,
)
from guildhall.catalog.events.prices import (
    CostsNoted,
    PriceChanged,
    PriceEnded,
    PriceListChanged,
    PriceListMade,
    PricesNoted,
    PricesProposed,
    ProposalApplied,
    ProposalDropped,
    StrategyKept,
)
from guildhall.catalog.events.products import (
    ProductsTaken,
)
from guildhall.catalog.events.taxes import (
    ExchangeRatesNoted,
    ProductsTaxed,
    TaxClassKept,
    TaxRateSet,
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
    "CopyChanged",
    "CostsNoted",
    "ExchangeRatesNoted",
    "ImportEnded",
    "ImportStarted",
    "ListingChanged",
    "OptionsChanged",
    "PartsChanged",
    "PictureAdded",
    "PictureBroken",
    "PictureDescribed",
    "PictureReady",
    "PictureRemoved",
    "PicturesOrdered",
    "PriceChanged",
    "PriceEnded",
    "PriceListChanged",
    "PriceListMade",
    "PricesNoted",
    "PricesProposed",
    "ProductArchived",
    "ProductChanged",
    "ProductCreated",
    "ProductRestored",
    "ProductsExported",
    "ProductsImported",
    "ProductsTaken",
    "ProductsTaxed",
    "ProposalApplied",
    "ProposalDropped",
    "SkuLinkEnded",
    "SkuLinked",
    "SkuUnlinked",
    "SkusLinked",
    "SkusUnmatched",
    "StrategyKept",
    "TaxClassKept",
    "TaxRateSet",
    "UnitsChanged",
    "UnmatchedSetAside",
    "VariantArchived",
    "VariantChanged",
    "VariantRestored",
    "VariantsAdded",
]
