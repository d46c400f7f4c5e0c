"""Everything that changes carts, ways of shipping and checkouts."""

from guildhall.checkout.operations.advance import (
    advance_checkout,
    advance_order,
    cancel_checkout,
    claim_checkout,
    hurry_checkout,
    note_canceled,
)
from guildhall.checkout.operations.carts import (
    add_line,
    choose_method,
    drop_line,
    hold_cart,
    open_cart,
    set_address,
    set_line,
)
from guildhall.checkout.operations.drafts import (
    address_by_link,
    choose_by_link,
    fill_draft,
    make_draft,
    make_link,
    pay_by_link,
    revoke_link,
)
from guildhall.checkout.operations.leaving import abandon_carts, forget_buyers
from guildhall.checkout.operations.personal import erase_customer
from guildhall.checkout.operations.settling import ask_soon, resume_checkout, settle_soon
from guildhall.checkout.operations.shipping import drop_zone, keep_method, keep_zone
from guildhall.checkout.operations.start import start_checkout

__all__ = [
    "abandon_carts",
    "add_line",
    "address_by_link",
    "advance_checkout",
    "advance_order",
    "ask_soon",
    "cancel_checkout",
    "choose_by_link",
    "choose_method",
    "claim_checkout",
    "drop_line",
    "drop_zone",
    "erase_customer",
    "fill_draft",
    "forget_buyers",
    "hold_cart",
    "hurry_checkout",
    "keep_method",
    "keep_zone",
    "make_draft",
    "make_link",
    "note_canceled",
    "open_cart",
    "pay_by_link",
    "resume_checkout",
    "revoke_link",
    "set_address",
    "set_line",
    "settle_soon",
    "start_checkout",
]
