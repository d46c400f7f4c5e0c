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
    explode,
    parts_of,
    shares_of,
)
from guildhall.catalog.queries.categories import (
    category_choices,
    get_category,
    list_categories,
)
from guildhall.catalog.queries.channel_skus import (
    count_by_channel,
    count_links,
    count_unmatched,
    get_link,
    get_unmatched,
    list_links,
    list_unmatched,
    resolve_external,
)
from guildhall.catalog.queries.copies import (
    copies_of,
    fallback_of,
    get_copy,
    shown_copies,
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
from guildhall.catalog.queries.exchange import currencies_in_use, worth_of
from guildhall.catalog.queries.goods import (
    EVERY_PRODUCT,
    count_catalog,
    list_catalog,
    scopes_of_product,
)
from guildhall.catalog.queries.listings import (
    listings_of,
)
from guildhall.catalog.queries.matrix import (
    OWN,
    count_matrix,
    get_matrix,
    get_prices,
    price_history,
)
from guildhall.catalog.queries.media import (
    get_picture,
    list_pictures,
    product_of_picture,
    shown_pictures,
    stored_bytes,
)
from guildhall.catalog.queries.price_lists import (
    get_price_list,
    list_price_lists,
    price_lists_of,
)
from guildhall.catalog.queries.prices import (
    price_variants,
)
from guildhall.catalog.queries.products import (
    count_products,
    get_product,
    list_changed_products,
    list_products,
    products_by_slug,
)
from guildhall.catalog.queries.proposals import (
    count_open_proposals,
    get_proposal,
    list_proposals,
    list_proposed,
)
from guildhall.catalog.queries.scans import (
    find_scanned,
    variants_called,
    variants_of,
)
from guildhall.catalog.queries.strategies import (
    get_strategy,
    list_strategies,
    preview_strategy,
)
from guildhall.catalog.queries.suggestions import (
    candidates_for,
    suggest_for,
)
from guildhall.catalog.queries.taxes import (
    exchange_sources,
    find_exchange_rate,
    get_tax_class,
    list_exchange_rates,
    list_tax_classes,
    newest_exchange_rates,
)
from guildhall.catalog.queries.variants import (
    find_variants,
    titles_of,
    variant_ids,
    weights_of,
)

__all__ = [
    "EPOCH",
    "EVERY_PRODUCT",
    "OWN",
    "candidates_for",
    "category_choices",
    "copies_of",
    "count_by_channel",
    "count_catalog",
    "count_links",
    "count_matrix",
    "count_open_proposals",
    "count_products",
    "count_unmatched",
    "currencies_in_use",
    "exchange_sources",
    "explode",
    "fallback_of",
    "find_barcode",
    "find_exchange_rate",
    "find_scanned",
    "find_variants",
    "from_base_units",
    "get_attribute",
    "get_category",
    "get_copy",
    "get_link",
    "get_matrix",
    "get_picture",
    "get_price_list",
    "get_prices",
    "get_product",
    "get_product_detail",
    "get_product_detail_by_id",
    "get_product_detail_of",
    "get_product_detail_of_sku",
    "get_proposal",
    "get_strategy",
    "get_tax_class",
    "get_unmatched",
    "list_attributes",
    "list_catalog",
    "list_categories",
    "list_changed_products",
    "list_exchange_rates",
    "list_links",
    "list_pictures",
    "list_price_lists",
    "list_products",
    "list_proposals",
    "list_proposed",
    "list_strategies",
    "list_tax_classes",
    "list_unmatched",
    "listings_of",
    "newest_exchange_rates",
    "parts_of",
    "preview_strategy",
    "price_history",
    "price_lists_of",
    "price_variants",
    "product_of_picture",
    "products_by_slug",
    "resolve_external",
    "same_codes",
    "scopes_of_product",
    "shares_of",
    "shown_copies",
    "shown_pictures",
    "stated_of",
    "stored_bytes",
    "suggest_for",
    "titles_of",
    "to_base_units",
    "variant_ids",
    "variants_called",
    "variants_of",
    "weights_of",
    "worth_of",
]
