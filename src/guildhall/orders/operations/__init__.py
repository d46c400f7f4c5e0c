"""Everything that changes an order: place, confirm, ship, complete, cancel, take payments."""

from guildhall.orders.operations.canceling import cancel_order, cancel_units, short_ship
from guildhall.orders.operations.life import complete_order, confirm_order
from guildhall.orders.operations.payment import note_payment, take_payment
from guildhall.orders.operations.personal import (
    erase_customer,
    export_customer,
    note_customer,
    show_customer,
)
from guildhall.orders.operations.place import place_order
from guildhall.orders.operations.shipping import (
    note_delivered,
    note_packed,
    note_shipped,
    ship_order,
    show_address,
)

__all__ = [
    "cancel_order",
    "cancel_units",
    "complete_order",
    "confirm_order",
    "erase_customer",
    "export_customer",
    "note_customer",
    "note_delivered",
    "note_packed",
    "note_payment",
    "note_shipped",
    "place_order",
    "ship_order",
    "short_ship",
    "show_address",
    "show_customer",
    "take_payment",
]
