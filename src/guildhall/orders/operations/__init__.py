"""Everything that changes an order: place, confirm, ship, complete, cancel, take payments."""

from guildhall.orders.operations.life import (
    cancel_order,
    complete_order,
    confirm_order,
    note_payment,
    ship_order,
    take_payment,
)
from guildhall.orders.operations.place import place_order

__all__ = [
    "cancel_order",
    "complete_order",
    "confirm_order",
    "note_payment",
    "place_order",
    "ship_order",
    "take_payment",
]
