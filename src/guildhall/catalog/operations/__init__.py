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
from guildhall.catalog.operations.copies import (
    write_site_copy,
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
from guildhall.catalog.operations.options import (
    rename_option_value,
    set_options,
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
    "drop_barcode",
    "drop_proposal",
    "drop_unit",
    "end_price",
    "keep_strategy",
    "keep_tax_class",
    "make_price_list",
    "move_category",
    "note_costs",
    "note_exchange_rates",
    "note_prices",
    "open_category",
    "propose_prices",
    "remove_category",
    "rename_option_value",
    "restore_attribute",
    "restore_product",
    "restore_variant",
    "set_options",
    "set_parts",
    "set_tax_rate",
    "set_unit",
    "state_attributes",
    "state_variant_attributes",
    "take_products",
    "tax_products",
    "write_site_copy",
]
