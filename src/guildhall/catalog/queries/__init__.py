"""What can be asked about products."""

from guildhall.catalog.queries.epoch import EPOCH
from guildhall.catalog.queries.prices import price_variants
from guildhall.catalog.queries.products import (
    count_products,
    get_product,
    list_changed_products,
    list_products,
)
from guildhall.catalog.queries.variants import find_variants, titles_of, variant_ids

__all__ = [
    "EPOCH",
    "count_products",
    "find_variants",
    "get_product",
    "list_changed_products",
    "list_products",
    "price_variants",
    "titles_of",
    "variant_ids",
]
