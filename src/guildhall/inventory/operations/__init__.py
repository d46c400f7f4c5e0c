"""Everything that changes stock: promises, and what arrives, leaves or is corrected."""

from guildhall.inventory.operations.bookings import (
    adjust_stock,
    open_location,
    receive_stock,
    sell_from,
)
from guildhall.inventory.operations.holds import (
    expire_holds,
    keep_stock,
    release_stock,
    reserve_stock,
    ship_stock,
)

__all__ = [
    "adjust_stock",
    "expire_holds",
    "keep_stock",
    "open_location",
    "receive_stock",
    "release_stock",
    "reserve_stock",
    "sell_from",
    "ship_stock",
]
