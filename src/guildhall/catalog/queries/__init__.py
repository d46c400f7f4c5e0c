"""What can be asked about products."""

from guildhall.catalog.queries.attributes import (
    get_attribute,
    list_attributes,
    stated_of,
)
from guildhall.catalog.queries.barcodes import (
    find_barcode,
    from_base_units,
    same_codes,
    to_base_units,
)
from guildhall.catalog.queries.bundles import (
    bundles_left,
    explode,
    parts_of,
    shares_of,
)
from guildhall.catalog.queries.categories import (
    category_choices,
    get_category,
    list_categories,
)
from guildhall.catalog.queries.details import (
    get_product_detail,
    get_product_detail_by_id,
    get_product_detail_of,
    get_product_detail_of_sku,
)
from guildhall.catalog.queries.epoch import (
    EPOCH,
)
from guildhall.catalog.queries.goods import (
    EVERY_PRODUCT,
    count_catalog,
    list_catalog,
    scopes_of_product,
)
from guildhall.catalog.queries.prices import (
    price_variants,
)
from guildhall.catalog.queries.products import (
    count_products,
    get_product,
    list_changed_products,
    list_products,
)
from guildhall.catalog.queries.scans import (
    find_scanned,
    variants_called,
    variants_of,
)
from guildhall.catalog.queries.variants import (
    find_variants,
    titles_of,
    variant_ids,
)

__all__ = [
    "EPOCH",
    "EVERY_PRODUCT",
    "bundles_left",
    "category_choices",
    "count_catalog",
    "count_products",
    "explode",
    "find_barcode",
    "find_scanned",
    "find_variants",
    "from_base_units",
    "get_attribute",
    "get_category",
    "get_product",
    "get_product_detail",
    "get_product_detail_by_id",
    "get_product_detail_of",
    "get_product_detail_of_sku",
    "list_attributes",
    "list_catalog",
    "list_categories",
    "list_changed_products",
    "list_products",
    "parts_of",
    "price_variants",
    "same_codes",
    "scopes_of_product",
    "shares_of",
    "stated_of",
    "titles_of",
    "to_base_units",
    "variant_ids",
    "variants_called",
    "variants_of",
]
