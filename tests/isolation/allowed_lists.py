"""What lists show to whom."""

from tests.isolation.who import ELSEWHERE

# A list answers whoever has the right anywhere, and shows what lies there: to these, nothing.
EMPTY: dict[str, frozenset[str]] = {
    "list_orders": ELSEWHERE,
    "list_order_deltas": ELSEWHERE,
    "list_customers": ELSEWHERE,
    "list_checkouts": ELSEWHERE,
    "list_approvals": ELSEWHERE,
    "list_reorder_rules": ELSEWHERE,
    "list_reorder_proposals": ELSEWHERE,
    "list_price_lists": ELSEWHERE,
    "list_price_strategies": ELSEWHERE,
    "list_price_proposals": ELSEWHERE,
    "list_invoices": ELSEWHERE,
    "list_fulfillment_orders": ELSEWHERE,
    "list_parcels": ELSEWHERE,
    # An account is a brand's: a channel is no way to it.
    **dict.fromkeys(
        ("list_bills", "list_differences", "list_disputes"),
        ELSEWHERE | {"channel", "app of the channel"},
    ),
}
# What is looked for in such a list.
LISTED = {
    "list_orders": "order",
    "list_order_deltas": "order",
    "list_customers": "customer",
    "list_checkouts": "saga",
    "list_approvals": "approval",
    "list_reorder_rules": "product",
    "list_reorder_proposals": "proposal",
    "list_price_lists": "price_list",
    "list_price_strategies": "strategy",
    "list_price_proposals": "price_proposal",
    "list_invoices": "invoice",
    "list_bills": "bill",
    "list_differences": "difference",
    "list_disputes": "dispute",
    "list_fulfillment_orders": "work",
    "list_parcels": "parcel",
}
