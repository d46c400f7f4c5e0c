"""What can be asked about what leaves the building."""

from guildhall.fulfillment.queries.accounts import (
    calls_due,
    get_account,
    list_accounts,
    notices_due,
)
from guildhall.fulfillment.queries.labels import (
    SENDER,
    LabelFile,
    label_accounts,
    label_of,
    sender_of,
)
from guildhall.fulfillment.queries.parcels import (
    count_parcels,
    get_parcel,
    heard_of,
    list_delivery_rules,
    list_parcels,
)
from guildhall.fulfillment.queries.works import (
    DOING,
    LIVE,
    count_queue,
    count_works,
    get_pick_list,
    get_work,
    list_pick_lists,
    list_works,
    next_work,
    scopes_of_work,
    works_of_order,
)
from guildhall.fulfillment.rules import USUAL, guess_address

__all__ = [
    "DOING",
    "LIVE",
    "SENDER",
    "USUAL",
    "LabelFile",
    "calls_due",
    "count_parcels",
    "count_queue",
    "count_works",
    "get_account",
    "get_parcel",
    "get_pick_list",
    "get_work",
    "guess_address",
    "heard_of",
    "label_accounts",
    "label_of",
    "list_accounts",
    "list_delivery_rules",
    "list_parcels",
    "list_pick_lists",
    "list_works",
    "next_work",
    "notices_due",
    "scopes_of_work",
    "sender_of",
    "works_of_order",
]
