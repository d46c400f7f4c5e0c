"""What is allowed of bills, differences and charge backs: theirs is who has the brand."""

from tests.isolation.who import ELSEWHERE, EVERYWHERE, IN_ITS_PLACE

BY_BRAND = EVERYWHERE | {"brand", "person of the brand"}
OF_MONEY: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "list_failed_payment_notices",
            "list_unheard_payment_calls",
            "list_lapsing_payments",
            "list_bills",
            "list_differences",
            "list_disputes",
        ),
        IN_ITS_PLACE | ELSEWHERE,
    ),
    **dict.fromkeys(
        (
            "retry_payment_notice",
            "get_bill",
            "fetch_bill",
            "get_difference",
            "solve_difference",
            "reopen_difference",
            "get_dispute",
            "write_dispute_evidence",
            "submit_dispute_evidence",
            "close_dispute",
        ),
        BY_BRAND,
    ),
    "look_payment_call": IN_ITS_PLACE,
    "get_channel_payment": IN_ITS_PLACE,
    "set_channel_payment": IN_ITS_PLACE,
}
