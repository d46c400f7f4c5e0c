"""Everything that changes carts, ways of shipping and checkouts."""

from guildhall.checkout.operations.carts import (
    add_line,
    choose_method,
    drop_line,
    hold_cart,
    open_cart,
    set_address,
    set_line,
)
from guildhall.checkout.operations.shipping import drop_zone, keep_method, keep_zone

__all__ = [
    "add_line",
    "choose_method",
    "drop_line",
    "drop_zone",
    "hold_cart",
    "keep_method",
    "keep_zone",
    "open_cart",
    "set_address",
    "set_line",
]
