"""Everything that changes who buys here, and how they come in."""

from guildhall.customers.operations.addresses import (
    add_address,
    add_own_address,
    edit_address,
    edit_own_address,
    remove_address,
    remove_own_address,
)
from guildhall.customers.operations.consents import note_consent, note_own_consent
from guildhall.customers.operations.contacts import add_contact, prefer_contact, remove_contact
from guildhall.customers.operations.merging import (
    merge_customers,
    preview_merge,
    separate_customers,
)
from guildhall.customers.operations.people import (
    add_customer,
    block_customer,
    edit_customer,
    edit_own,
    know_buyer,
    unblock_customer,
)
from guildhall.customers.operations.personal import forget_customer, show_details, take_along
from guildhall.customers.operations.shoppers import (
    ask_code,
    drop_old_codes,
    make_code,
    note_session_used,
    sign_in,
    sign_out,
)

__all__ = [
    "add_address",
    "add_contact",
    "add_customer",
    "add_own_address",
    "ask_code",
    "block_customer",
    "drop_old_codes",
    "edit_address",
    "edit_customer",
    "edit_own",
    "edit_own_address",
    "forget_customer",
    "know_buyer",
    "make_code",
    "merge_customers",
    "note_consent",
    "note_own_consent",
    "note_session_used",
    "prefer_contact",
    "preview_merge",
    "remove_address",
    "remove_contact",
    "remove_own_address",
    "separate_customers",
    "show_details",
    "sign_in",
    "sign_out",
    "take_along",
    "unblock_customer",
]
