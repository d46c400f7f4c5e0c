"""The tables of the catalogue."""

from guildhall.catalog.models.channels import ChannelSku, Listing, UnmatchedSku
from guildhall.catalog.models.contents import Media, MediaText, SiteCopy
from guildhall.catalog.models.imports import Import, ImportFault
from guildhall.catalog.models.options import (
    Attribute,
    AttributeChoice,
    AttributeValue,
    Option,
    OptionValue,
    VariantOption,
)
from guildhall.catalog.models.prices import (
    ExchangeRate,
    Price,
    PriceList,
    PriceProposal,
    PriceStrategy,
    ProposedPrice,
    TaxClass,
    TaxRate,
    VariantCost,
)
from guildhall.catalog.models.products import (
    Barcode,
    BundlePart,
    Category,
    Product,
    Variant,
    VariantUnit,
)

__all__ = [
    "Attribute",
    "AttributeChoice",
    "AttributeValue",
    "Barcode",
    "BundlePart",
    "Category",
    "ChannelSku",
    "ExchangeRate",
    "Import",
    "ImportFault",
    "Listing",
    "Media",
    "MediaText",
    "Option",
    "OptionValue",
    "Price",
    "PriceList",
    "PriceProposal",
    "PriceStrategy",
    "Product",
    "ProposedPrice",
    "SiteCopy",
    "TaxClass",
    "TaxRate",
    "UnmatchedSku",
    "Variant",
    "VariantCost",
    "VariantOption",
    "VariantUnit",
]
