"""What can be asked about stock. Nothing here decides: only locked rows do."""

from guildhall.inventory.queries.availability import (
    AT_MOST,
    available_for,
    list_availability,
)
from guildhall.inventory.queries.bundles import (
    available_with_bundles,
)
from guildhall.inventory.queries.checks import (
    audit_stock,
    get_check,
    last_check_at,
    list_checks,
    waiting_checks,
)
from guildhall.inventory.queries.explain import (
    explain_number,
)
from guildhall.inventory.queries.levels import (
    EVERYTHING,
    blocks_of,
    count_levels,
    get_level,
    list_holds,
    list_levels,
    list_movements,
    overdue_holds,
)
from guildhall.inventory.queries.lots import (
    ancestors_of,
    descendants_of,
    get_lot,
    list_lots,
    lots_differing,
    places_of_lot,
    recall_list,
    scopes_of_lot,
    trace_lot,
)
from guildhall.inventory.queries.movements import (
    list_all_movements,
)
from guildhall.inventory.queries.places import (
    channels_at,
    get_location,
    keepers_among,
    list_kept_locations,
    list_locations,
    locations_holding,
    references_at,
    scopes_of_keeper,
    scopes_of_location,
    stores_holding,
)
from guildhall.inventory.queries.policies import (
    SOURCING,
    get_offer,
    get_sourcing,
    list_offers,
    read_sourcing,
    sourcing_of,
    sourcing_of_all,
)
from guildhall.inventory.queries.publishing import (
    get_publish_rule,
    get_variant_rule,
    list_variant_rules,
    publish_rule_of,
    published_for,
    variant_rule_of,
)
from guildhall.inventory.queries.receipts import (
    get_receipt,
    list_receipts,
)
from guildhall.inventory.queries.replenishment import (
    count_reorder,
    get_reorder_proposal,
    get_reorder_rule,
    list_reorder_proposals,
    list_reorder_rules,
)
from guildhall.inventory.queries.reservations import (
    held_where,
    lines_of_hold,
    scopes_of_hold,
    waiting_of,
)
from guildhall.inventory.queries.scanning import (
    get_scan_pattern,
    list_masks,
    list_scan_patterns,
    read_scan,
)
from guildhall.inventory.queries.sources import (
    get_sources,
)
from guildhall.inventory.queries.stocktakes import (
    get_stocktake,
    get_stocktake_row,
    last_scan,
    list_stocktakes,
    tallies_of,
)
from guildhall.inventory.queries.transfers import (
    get_transfer,
    list_transfers,
)
from guildhall.inventory.queries.trays import (
    get_tray,
    open_trays,
)
from guildhall.inventory.queries.unvalued import (
    house_currency,
)
from guildhall.inventory.queries.valuation import (
    value_lines,
    value_report,
)

__all__ = [
    "AT_MOST",
    "EVERYTHING",
    "SOURCING",
    "ancestors_of",
    "audit_stock",
    "available_for",
    "available_with_bundles",
    "blocks_of",
    "channels_at",
    "count_levels",
    "count_reorder",
    "descendants_of",
    "explain_number",
    "get_check",
    "get_level",
    "get_location",
    "get_lot",
    "get_offer",
    "get_publish_rule",
    "get_receipt",
    "get_reorder_proposal",
    "get_reorder_rule",
    "get_scan_pattern",
    "get_sources",
    "get_sourcing",
    "get_stocktake",
    "get_stocktake_row",
    "get_transfer",
    "get_tray",
    "get_variant_rule",
    "held_where",
    "house_currency",
    "keepers_among",
    "last_check_at",
    "last_scan",
    "lines_of_hold",
    "list_all_movements",
    "list_availability",
    "list_checks",
    "list_holds",
    "list_kept_locations",
    "list_levels",
    "list_locations",
    "list_lots",
    "list_masks",
    "list_movements",
    "list_offers",
    "list_receipts",
    "list_reorder_proposals",
    "list_reorder_rules",
    "list_scan_patterns",
    "list_stocktakes",
    "list_transfers",
    "list_variant_rules",
    "locations_holding",
    "lots_differing",
    "open_trays",
    "overdue_holds",
    "places_of_lot",
    "publish_rule_of",
    "published_for",
    "read_scan",
    "read_sourcing",
    "recall_list",
    "references_at",
    "scopes_of_hold",
    "scopes_of_keeper",
    "scopes_of_location",
    "scopes_of_lot",
    "sourcing_of",
    "sourcing_of_all",
    "stores_holding",
    "tallies_of",
    "trace_lot",
    "value_lines",
    "value_report",
    "variant_rule_of",
    "waiting_checks",
    "waiting_of",
]
