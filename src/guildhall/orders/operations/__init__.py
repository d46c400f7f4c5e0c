"""Everything that changes an order: place, confirm, ship, complete, cancel, take payments."""

from guildhall.orders.operations.life import (
    cancel_order,
    complete_order,
    confirm_order,
    note_payment,
    ship_order,
    take_payment,
)
from guildhall.orders.operations.personal import (
    erase_customer,
    export_customer,
    show_customer,
)
from guildhall.orders.operations.place import place_order
from guildhall.orders.operations.shipping import note_shipped, show_address

__all__ = [
    "cancel_order",
    "complete_order",
    "confirm_order",
    "erase_customer",
    "export_customer",
    "note_payment",
    "note_shipped",
    "place_order",
    "ship_order",
    "show_address",
    "show_customer",
    "take_payment",
]
