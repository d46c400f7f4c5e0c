"""Everything that can be asked about carts, ways of shipping and checkouts."""

from guildhall.checkout.queries.carts import get_cart, offers_of
from guildhall.checkout.queries.checkouts import (
    checkout_of,
    count_checkouts,
    due_checkouts,
    find_checkout,
    get_checkout,
    list_checkouts,
    list_stuck,
)
from guildhall.checkout.queries.drafts import (
    find_link,
    get_draft,
    list_drafts,
    newest_checkout,
)
from guildhall.checkout.queries.shipping import get_method, get_zone, list_methods, list_zones

__all__ = [
    "checkout_of",
    "count_checkouts",
    "due_checkouts",
    "find_checkout",
    "find_link",
    "get_cart",
    "get_checkout",
    "get_draft",
    "get_method",
    "get_zone",
    "list_checkouts",
    "list_drafts",
    "list_methods",
    "list_stuck",
    "list_zones",
    "newest_checkout",
    "offers_of",
]
