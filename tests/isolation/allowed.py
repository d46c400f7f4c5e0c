"""What is allowed, all of it; whatever does not stand here is refused.

A new operation of any document has to be written down here first.

Each operation: who gets an answer. Callers are described in `callers`; "key" has the one scope
that the operation names, everywhere; "channel", "brand" and "store" have it in that place alone.
"""

EVERYWHERE = frozenset({"key"})
IN_ITS_PLACE = frozenset({"key", "channel", "brand"})

ALLOWED: dict[str, frozenset[str]] = {
    # storefront
    "list_products": IN_ITS_PLACE,
    "get_product": IN_ITS_PLACE,
    "place_order": IN_ITS_PLACE,
    "get_storefront_order": IN_ITS_PLACE,
    "cancel_storefront_order": IN_ITS_PLACE,
    "get_product_by_website": IN_ITS_PLACE,
    "place_order_by_website": IN_ITS_PLACE,
    # programs
    "list_orders": EVERYWHERE,
    "get_order": IN_ITS_PLACE,
    "confirm_order": IN_ITS_PLACE,
    "confirm_orders": IN_ITS_PLACE,
    "ship_order": IN_ITS_PLACE,
    "cancel_order": IN_ITS_PLACE,
    "get_usage": EVERYWHERE,
}

REFUSED: dict[str, frozenset[int]] = {
    # Nobody here knows them.
    "anonymous": frozenset({401}),
    "made-up key": frozenset({401}),
    "neighbor's key": frozenset({401}),
    "expired": frozenset({401}),
    "revoked": frozenset({401}),
    # Known, and told what is missing: that an order exists is no secret inside its company.
    "no scope": frozenset({403}),
    "wrong scope": frozenset({403}),
    "wrong brand": frozenset({403}),
    "wrong channel": frozenset({403}),
    "wrong store": frozenset({403}),
    # Allowed elsewhere, refused here.
    "key": frozenset(),
    "channel": frozenset({403}),
    "brand": frozenset({403}),
}
