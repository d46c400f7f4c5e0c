"""Who may do what about customers."""

from tests.isolation.who import ELSEWHERE, IN_ITS_PLACE, OPEN_TO_SHOPPERS

OF_CUSTOMERS: dict[str, frozenset[str]] = {
    # whoever has a session of a shopper's, in whichever shop it was begun
    **dict.fromkeys(
        (
            "ask_code",
            "sign_in_shopper",
            "list_shopper_sessions",
            "sign_out_shopper",
            "get_me",
            "change_me",
            "add_my_address",
            "change_my_address",
            "remove_my_address",
            "say_my_consent",
            "list_my_orders",
            "get_my_order",
        ),
        OPEN_TO_SHOPPERS,
    ),
    # customers: those who are known in a place
    "list_customers": IN_ITS_PLACE | ELSEWHERE,
    "add_customer": IN_ITS_PLACE | ELSEWHERE,
    **dict.fromkeys(
        (
            "get_customer",
            "change_customer",
            "look_at_customer",
            "block_customer",
            "unblock_customer",
            "add_customer_contact",
            "remove_customer_contact",
            "add_customer_address",
            "change_customer_address",
            "remove_customer_address",
            "note_customer_consent",
            "merge_customers",
            "separate_customers",
            "list_customer_merges",
            "list_customer_duplicates",
        ),
        IN_ITS_PLACE,
    ),
}
