"""Everything that changes the catalogue."""

from guildhall.catalog.operations.applying import (
    Applied,
    apply_proposal,
    drop_proposal,
)
from guildhall.catalog.operations.attributes import (
    archive_attribute,
    change_attribute,
    define_attribute,
    restore_attribute,
    state_attributes,
    state_variant_attributes,
)
from guildhall.catalog.operations.barcodes import (
    add_barcode,
    drop_barcode,
    drop_unit,
    set_unit,
)
from guildhall.catalog.operations.bundles import (
    set_parts,
)
from guildhall.catalog.operations.categories import (
    change_category,
    move_category,
    open_category,
    remove_category,
)
from guildhall.catalog.operations.channel_skus import (
    link_sku,
    map_unmatched,
    set_unmatched_aside,
)
from guildhall.catalog.operations.copies import (
    write_copy,
)
from guildhall.catalog.operations.costs import (
    note_costs,
)
from guildhall.catalog.operations.exchange import (
    note_exchange_rates,
)
from guildhall.catalog.operations.goods import (
    archive_product,
    change_product,
    create_product,
    restore_product,
)
from guildhall.catalog.operations.listings import (
    publish_product,
    withdraw_product,
)
from guildhall.catalog.operations.media import (
    add_picture,
    describe_picture,
    order_pictures,
    remove_picture,
    show_variant,
)
from guildhall.catalog.operations.options import (
    rename_option_value,
    set_options,
)
from guildhall.catalog.operations.pictures import (
    draw_picture,
    tend_pictures,
)
from guildhall.catalog.operations.price_batches import (
    Because,
    note_prices,
)
from guildhall.catalog.operations.price_lists import (
    change_price_list,
    make_price_list,
)
from guildhall.catalog.operations.prices import (
    change_price,
    check_price,
    end_price,
)
from guildhall.catalog.operations.products import (
    take_products,
)
from guildhall.catalog.operations.proposals import (
    propose_prices,
)
from guildhall.catalog.operations.strategies import (
    keep_strategy,
)
from guildhall.catalog.operations.taxes import (
    keep_tax_class,
    set_tax_rate,
    tax_products,
)
from guildhall.catalog.operations.unlinking import (
    end_link,
    unlink_sku,
)
from guildhall.catalog.operations.unmatched import (
    link_all_by_sku,
    note_unmatched,
    sync_listings,
)
from guildhall.catalog.operations.variants import (
    add_missing_variants,
    add_variant,
    archive_variant,
    change_variant,
    restore_variant,
)

__all__ = [
    "Applied",
    "Because",
    "add_barcode",
    "add_missing_variants",
    "add_picture",
    "add_variant",
    "apply_proposal",
    "archive_attribute",
    "archive_product",
    "archive_variant",
    "change_attribute",
    "change_category",
    "change_price",
    "change_price_list",
    "change_product",
    "change_variant",
    "check_price",
    "create_product",
    "define_attribute",
    "describe_picture",
    "draw_picture",
    "drop_barcode",
    "drop_proposal",
    "drop_unit",
    "end_link",
    "end_price",
    "keep_strategy",
    "keep_tax_class",
    "link_all_by_sku",
    "link_sku",
    "make_price_list",
    "map_unmatched",
    "move_category",
    "note_costs",
    "note_exchange_rates",
    "note_prices",
    "note_unmatched",
    "open_category",
    "order_pictures",
    "propose_prices",
    "publish_product",
    "remove_category",
    "remove_picture",
    "rename_option_value",
    "restore_attribute",
    "restore_product",
    "restore_variant",
    "set_options",
    "set_parts",
    "set_tax_rate",
    "set_unit",
    "set_unmatched_aside",
    "show_variant",
    "state_attributes",
    "state_variant_attributes",
    "sync_listings",
    "take_products",
    "tax_products",
    "tend_pictures",
    "unlink_sku",
    "withdraw_product",
    "write_copy",
]
