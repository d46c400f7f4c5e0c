"""What is allowed, all of it; whatever does not stand here is refused.

A new operation of any document has to be written down here first.

Each operation: who gets an answer. Callers are made in `callers` and `app_callers`. "key", "app"
and "person" have the one scope that the operation names, everywhere; "channel", "brand" and what
is called after them have it in that place alone.
"""

EVERYWHERE = frozenset({"key", "app", "app's opaque token", "person"})
IN_ITS_PLACE = EVERYWHERE | {"channel", "brand", "app of the channel", "person of the brand"}
OPEN_TO_SHOPPERS = IN_ITS_PLACE | {"publishable"}
ELSEWHERE = frozenset(
    {"wrong channel", "wrong brand", "wrong store", "app elsewhere", "person elsewhere"}
)

ALLOWED: dict[str, frozenset[str]] = {
    # storefront
    "list_products": OPEN_TO_SHOPPERS,
    "get_product": OPEN_TO_SHOPPERS,
    "list_site_availability": OPEN_TO_SHOPPERS,
    "place_order": IN_ITS_PLACE,
    "get_storefront_order": IN_ITS_PLACE,
    "cancel_storefront_order": IN_ITS_PLACE,
    "get_product_by_website": OPEN_TO_SHOPPERS,
    "place_order_by_website": IN_ITS_PLACE,
    # programs
    "list_orders": IN_ITS_PLACE | ELSEWHERE,
    "get_order": IN_ITS_PLACE,
    "confirm_order": IN_ITS_PLACE,
    "confirm_orders": IN_ITS_PLACE,
    "ship_order": IN_ITS_PLACE,
    "cancel_order": IN_ITS_PLACE,
    "explain_stock": IN_ITS_PLACE,
    "list_stock_checks": EVERYWHERE,
    "start_stock_check": EVERYWHERE,
    "get_stock_check": EVERYWHERE,
    "list_reorder_rules": IN_ITS_PLACE | ELSEWHERE,
    "get_reorder_rule": IN_ITS_PLACE,
    "set_reorder_rule": EVERYWHERE,
    "list_reorder_proposals": IN_ITS_PLACE | ELSEWHERE,
    "decide_reorder_proposals": EVERYWHERE,
    "value_stock": IN_ITS_PLACE | ELSEWHERE,
    "get_usage": EVERYWHERE,
    "list_approvals": IN_ITS_PLACE | ELSEWHERE,
    "list_approval_rules": IN_ITS_PLACE | ELSEWHERE,
    "get_approval": IN_ITS_PLACE,
    # To decide takes the right for the thing itself, to take back takes having asked for it.
    "grant_approval": frozenset(),
    "deny_approval": frozenset(),
    "decide_approvals": frozenset(),
    "withdraw_approval": frozenset(),
    "renew_approval": frozenset(),
    # stock: a channel sees what it sells from; what lies there is changed by who keeps the place
    "list_availability": IN_ITS_PLACE,
    "list_levels": IN_ITS_PLACE | ELSEWHERE,
    "get_level": IN_ITS_PLACE,
    "list_movements": IN_ITS_PLACE,
    "adjust_level": EVERYWHERE,
    "write_off_level": EVERYWHERE,
    "block_level": EVERYWHERE,
    "unblock_level": EVERYWHERE,
    "set_low_line": EVERYWHERE,
    "hold_stock": IN_ITS_PLACE,
    "get_hold": IN_ITS_PLACE,
    "extend_hold": IN_ITS_PLACE,
    "drop_hold": IN_ITS_PLACE,
    "get_sourcing": IN_ITS_PLACE,
    "set_sourcing": IN_ITS_PLACE,
    "list_offers": IN_ITS_PLACE,
    "set_offer": IN_ITS_PLACE,
    # What all channels share is changed by who holds the right everywhere.
    "list_catalog_products": IN_ITS_PLACE | ELSEWHERE,
    "get_catalog_product": IN_ITS_PLACE,
    "list_categories": IN_ITS_PLACE | ELSEWHERE,
    "get_category": IN_ITS_PLACE | ELSEWHERE,
    "list_attributes": IN_ITS_PLACE | ELSEWHERE,
    **dict.fromkeys(
        (
            "create_product",
            "change_product",
            "archive_product",
            "restore_product",
            "set_options",
            "state_attributes",
            "add_variant",
            "add_missing_variants",
            "change_variant",
            "archive_variant",
            "restore_variant",
            "set_barcode",
            "drop_barcode",
            "set_unit",
            "drop_unit",
            "set_parts",
            "state_variant_attributes",
            "open_category",
            "change_category",
            "move_category",
            "remove_category",
            "define_attribute",
            "change_attribute",
            "archive_attribute",
            "restore_attribute",
        ),
        EVERYWHERE,
    ),
    # prices: a channel's are its own; taxes, costs and currencies are everybody's
    "list_price_lists": IN_ITS_PLACE | ELSEWHERE,
    "make_price_list": IN_ITS_PLACE,
    "get_price_list": IN_ITS_PLACE,
    "change_price_list": IN_ITS_PLACE,
    "get_prices": IN_ITS_PLACE,
    "change_price": IN_ITS_PLACE,
    "end_price": IN_ITS_PLACE,
    "change_prices": IN_ITS_PLACE,
    "quote_prices": IN_ITS_PLACE,
    "list_price_strategies": IN_ITS_PLACE | ELSEWHERE,
    "get_price_strategy": IN_ITS_PLACE,
    "keep_price_strategy": IN_ITS_PLACE,
    "preview_price_strategy": IN_ITS_PLACE,
    "propose_prices": IN_ITS_PLACE,
    "list_price_proposals": IN_ITS_PLACE | ELSEWHERE,
    "get_price_proposal": IN_ITS_PLACE,
    "list_proposed_prices": IN_ITS_PLACE,
    "apply_price_proposal": IN_ITS_PLACE,
    "drop_price_proposal": IN_ITS_PLACE,
    "list_tax_classes": IN_ITS_PLACE | ELSEWHERE,
    "keep_tax_class": EVERYWHERE,
    "set_tax_rate": EVERYWHERE,
    "tax_products": EVERYWHERE,
    "list_exchange_rates": IN_ITS_PLACE | ELSEWHERE,
    "note_exchange_rates": EVERYWHERE,
    "note_costs": EVERYWHERE,
    # files of products: what lies in one is of all channels
    **dict.fromkeys(
        (
            "list_imports",
            "send_import",
            "get_import",
            "get_import_columns",
            "explain_import_columns",
            "check_import",
            "start_import",
            "stop_import",
            "list_wrong_rows",
            "download_wrong_rows",
        ),
        EVERYWHERE,
    ),
    # papers of the warehouse: written by who keeps the place
    "list_receipts": IN_ITS_PLACE | ELSEWHERE,
    "list_transfers": IN_ITS_PLACE | ELSEWHERE,
    "list_stocktakes": IN_ITS_PLACE | ELSEWHERE,
    "list_lots": IN_ITS_PLACE | ELSEWHERE,
    "get_receipt": IN_ITS_PLACE,
    "get_transfer": IN_ITS_PLACE,
    "get_stocktake": IN_ITS_PLACE,
    "trace_lot": IN_ITS_PLACE,
    "get_recall_list": IN_ITS_PLACE,
    "read_scan": IN_ITS_PLACE | ELSEWHERE,
    "list_scan_patterns": IN_ITS_PLACE | ELSEWHERE,
    "list_locations": IN_ITS_PLACE | ELSEWHERE,
    "receive_goods": EVERYWHERE,
    "reverse_receipt": EVERYWHERE,
    "plan_transfer": EVERYWHERE,
    "send_transfer": EVERYWHERE,
    "receive_transfer": EVERYWHERE,
    "close_transfer": EVERYWHERE,
    "cancel_transfer": EVERYWHERE,
    "start_stocktake": EVERYWHERE,
    "count_stock": EVERYWHERE,
    "finish_counting": EVERYWHERE,
    "judge_counted_line": EVERYWHERE,
    "count_line_again": EVERYWHERE,
    "post_stocktake": EVERYWHERE,
    "cancel_stocktake": EVERYWHERE,
    "recall_lot": EVERYWHERE,
    "lift_recall": EVERYWHERE,
    "repack_lot": EVERYWHERE,
    "list_pictures": IN_ITS_PLACE,
    "add_picture": EVERYWHERE,
    "order_pictures": EVERYWHERE,
    "describe_picture": EVERYWHERE,
    "show_variant": EVERYWHERE,
    "remove_picture": EVERYWHERE,
    "list_copies": IN_ITS_PLACE,
    "get_copy": IN_ITS_PLACE,
    "write_copy": IN_ITS_PLACE,
    "list_listings": IN_ITS_PLACE | ELSEWHERE,
    "get_listing": IN_ITS_PLACE,
    "publish_product": IN_ITS_PLACE,
    "withdraw_product": IN_ITS_PLACE,
    "get_publish_rule": IN_ITS_PLACE,
    "set_publish_rule": IN_ITS_PLACE,
    "list_variant_rules": IN_ITS_PLACE,
    "set_variant_rule": IN_ITS_PLACE,
    "list_channel_skus": IN_ITS_PLACE | ELSEWHERE,
    "link_channel_sku": IN_ITS_PLACE,
    "link_channel_skus": IN_ITS_PLACE,
    "list_unmatched_skus": IN_ITS_PLACE | ELSEWHERE,
    "note_unmatched_skus": IN_ITS_PLACE,
    "sync_channel_skus": IN_ITS_PLACE,
    "link_all_by_sku": IN_ITS_PLACE,
    "get_channel_sku": IN_ITS_PLACE,
    "unlink_channel_sku": IN_ITS_PLACE,
    "end_channel_sku": IN_ITS_PLACE,
    "write_off_lot": EVERYWHERE,
    "set_removal": EVERYWHERE,
    "get_scan_pattern": IN_ITS_PLACE | ELSEWHERE,
    "open_location": EVERYWHERE,
    "get_location": IN_ITS_PLACE,
    "change_location": EVERYWHERE,
    "close_location": EVERYWHERE,
    "reopen_location": EVERYWHERE,
    # A channel orders and drops its places; a new one is lent by who keeps it.
    "list_channel_locations": IN_ITS_PLACE,
    "set_channel_locations": IN_ITS_PLACE,
    "set_scan_pattern": EVERYWHERE,
}

# The declared scope opens the door of these; what none of our callers has is asked for inside.
TAKES_MORE = frozenset(name for name, who in ALLOWED.items() if not who)

# What group HQ serves, to keys of the public schema.
AT_HEADQUARTERS: dict[str, frozenset[str]] = {"get_figures": frozenset({"key of the group"})}

# A list answers whoever has the right anywhere, and shows what lies there: to these, nothing.
EMPTY: dict[str, frozenset[str]] = {
    "list_orders": ELSEWHERE,
    "list_approvals": ELSEWHERE,
    "list_reorder_rules": ELSEWHERE,
    "list_reorder_proposals": ELSEWHERE,
    "list_price_lists": ELSEWHERE,
    "list_price_strategies": ELSEWHERE,
    "list_price_proposals": ELSEWHERE,
}
# What is looked for in such a list.
LISTED = {
    "list_orders": "order",
    "list_approvals": "approval",
    "list_reorder_rules": "product",
    "list_reorder_proposals": "proposal",
    "list_price_lists": "price_list",
    "list_price_strategies": "strategy",
    "list_price_proposals": "price_proposal",
}
# What such a call names may be there or not: with another name it keeps or tries another one.
MAKES = frozenset(
    {
        ("keep_price_strategy", "strategy"),
        ("preview_price_strategy", "strategy"),
        ("keep_tax_class", "tax_class"),
    }
)

# Nobody here knows them.
UNKNOWN = (
    "anonymous",
    "made-up key",
    "neighbor's key",
    "wrong address",
    "expired",
    "revoked",
    "app's old token",
    "app that is out",
    "app switched off",
    "app signed out",
    "neighbor's app",
    "forged token",
    "bound token as a bearer's",
    "person let go",
    # A session opens pages; an API that took it could be called on anybody's behalf.
    "our browser",
    "neighbor's browser",
)
# Known, and told what is missing: that an order exists is no secret inside its company. The last
# ones are allowed elsewhere.
MISSING_SOMETHING = (
    "no scope",
    "wrong scope",
    *ELSEWHERE,
    "app without the scope",
    "person without a role",
    "publishable",
    "channel",
    "brand",
    "app of the channel",
    "person of the brand",
)
REFUSED: dict[str, frozenset[int]] = {
    **dict.fromkeys(UNKNOWN, frozenset({401})),
    **dict.fromkeys(MISSING_SOMETHING, frozenset({403})),
    **dict.fromkeys(EVERYWHERE, frozenset[int]()),
}
