"""Everything that changes the catalogue."""

from guildhall.catalog.operations.copies import write_site_copy
from guildhall.catalog.operations.costs import note_costs
from guildhall.catalog.operations.prices import change_price
from guildhall.catalog.operations.products import take_products

__all__ = ["change_price", "note_costs", "take_products", "write_site_copy"]
