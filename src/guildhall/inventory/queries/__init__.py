"""What can be asked about stock. Nothing here decides: only locked rows do."""

from guildhall.inventory.queries.checks import audit_stock
from guildhall.inventory.queries.levels import (
    EVERYTHING,
    available_for,
    count_levels,
    get_level,
    list_holds,
    list_levels,
    list_movements,
    overdue_holds,
)
from guildhall.inventory.queries.places import (
    keepers_among,
    list_locations,
    locations_holding,
    references_at,
    scopes_of_keeper,
    scopes_of_location,
)

__all__ = [
    "EVERYTHING",
    "audit_stock",
    "available_for",
    "count_levels",
    "get_level",
    "keepers_among",
    "list_holds",
    "list_levels",
    "list_locations",
    "list_movements",
    "locations_holding",
    "overdue_holds",
    "references_at",
    "scopes_of_keeper",
    "scopes_of_location",
]
