"""Everything that can be asked about carts, ways of shipping and checkouts."""

from guildhall.checkout.queries.carts import get_cart, offers_of
from guildhall.checkout.queries.shipping import get_method, get_zone, list_methods, list_zones

__all__ = [
    "get_cart",
    "get_method",
    "get_zone",
    "list_methods",
    "list_zones",
    "offers_of",
]
