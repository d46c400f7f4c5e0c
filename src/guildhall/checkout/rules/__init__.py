"""Judgement about carts, ways of shipping and checkouts. Pure."""

from guildhall.checkout.rules.carts import address_faults, tender_amounts
from guildhall.checkout.rules.shipping import (
    best_zone,
    method_faults,
    narrowness,
    price_of,
    zone_faults,
)

__all__ = [
    "address_faults",
    "best_zone",
    "method_faults",
    "narrowness",
    "price_of",
    "tender_amounts",
    "zone_faults",
]
