"""Everything that changes the catalogue."""

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
from guildhall.catalog.operations.prices import (
    change_price,
)
from guildhall.catalog.operations.products import (
    take_products,
)
from guildhall.catalog.operations.variants import (
    add_missing_variants,
    add_variant,
    archive_variant,
    change_variant,
    restore_variant,
)

__all__ = [
    "add_barcode",
    "add_missing_variants",
    "add_variant",
    "archive_attribute",
    "archive_product",
    "archive_variant",
    "change_attribute",
    "change_category",
    "change_price",
    "change_product",
    "change_variant",
    "create_product",
    "define_attribute",
    "drop_barcode",
    "drop_unit",
    "move_category",
    "note_costs",
    "open_category",
    "remove_category",
    "rename_option_value",
    "restore_attribute",
    "restore_product",
    "restore_variant",
    "set_options",
    "set_parts",
    "set_unit",
    "state_attributes",
    "state_variant_attributes",
    "take_products",
    "write_site_copy",
]
