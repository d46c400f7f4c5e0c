"""Judgement about carts, ways of shipping and checkouts. Pure."""

from guildhall.checkout.rules.carts import address_faults, tender_amounts
from guildhall.checkout.rules.saga import (
    FIRST_LOOK,
    NOTHING_KEPT,
    PAID,
    End,
    Finish,
    Nothing,
    Undo,
    Wait,
    next_look,
    next_step,
)
from guildhall.checkout.rules.shipping import (
    best_zone,
    method_faults,
    narrowness,
    price_of,
    zone_faults,
)

__all__ = [
    "FIRST_LOOK",
    "NOTHING_KEPT",
    "PAID",
    "End",
    "Finish",
    "Nothing",
    "Undo",
    "Wait",
    "address_faults",
    "best_zone",
    "method_faults",
    "narrowness",
    "next_look",
    "next_step",
    "price_of",
    "tender_amounts",
    "zone_faults",
]
