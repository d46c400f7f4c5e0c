"""What is allowed in an order's life, from the cart on; the rest stands in `allowed`."""

from tests.isolation.who import ELSEWHERE, EVERYWHERE, IN_ITS_PLACE, OPEN_TO_SHOPPERS

OF_AN_ORDERS_LIFE: dict[str, frozenset[str]] = {
    # Whoever has a cart's token has the cart, with any key of the shop.
    **dict.fromkeys(
        (
            "open_cart",
            "get_cart",
            "add_cart_line",
            "set_cart_line",
            "drop_cart_line",
            "set_cart_address",
            "list_cart_shipping_methods",
            "choose_cart_shipping_method",
            "hold_cart",
            "get_checkout",
            "return_to_checkout",
            "cancel_checkout",
        ),
        OPEN_TO_SHOPPERS,
    ),
    "list_payments": IN_ITS_PLACE | ELSEWHERE,
    "get_payment": IN_ITS_PLACE,
    "capture_payment": IN_ITS_PLACE,
    "void_payment": IN_ITS_PLACE,
    "note_transfer": IN_ITS_PLACE,
    "list_refunds": IN_ITS_PLACE,
    "grant_refund": IN_ITS_PLACE,
    "get_refund": IN_ITS_PLACE,
    "execute_refund": IN_ITS_PLACE,
    "withdraw_refund": IN_ITS_PLACE,
    "get_shares": IN_ITS_PLACE,
    "plan_shares": IN_ITS_PLACE,
    "ask_share_back": IN_ITS_PLACE,
    "list_payment_accounts": IN_ITS_PLACE | ELSEWHERE,
    "get_dashboard_summary": IN_ITS_PLACE | ELSEWHERE,
    "list_invoices": IN_ITS_PLACE | ELSEWHERE,
    "get_invoice": IN_ITS_PLACE,
    "get_invoice_pdf": IN_ITS_PLACE,
    "issue_invoice": IN_ITS_PLACE,
    "list_legal_entities": IN_ITS_PLACE | ELSEWHERE,
    "set_legal_entity": EVERYWHERE,
    # By a transfer, which no provider reserves: that takes the right to place orders, too.
    "check_out": frozenset(),
    "list_checkouts": IN_ITS_PLACE | ELSEWHERE,
    "show_checkout": IN_ITS_PLACE,
    "retry_checkout": IN_ITS_PLACE,
    "call_off_checkout": IN_ITS_PLACE,
    # What all channels share is changed by who holds the right everywhere.
    "list_shipping_zones": IN_ITS_PLACE | ELSEWHERE,
    "keep_shipping_zone": EVERYWHERE,
    "list_shipping_methods": IN_ITS_PLACE | ELSEWHERE,
    "keep_shipping_method": EVERYWHERE,
}
MAKES_OF_AN_ORDERS_LIFE = (("keep_shipping_zone", "zone"), ("keep_shipping_method", "method"))
