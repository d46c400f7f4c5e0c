"""What follows for customers."""

from guildhall.customers.operations import know_buyer
from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.stamp import system_stamp
from guildhall.orders.events import OrderPlaced
from guildhall.orders.operations import note_customer
from guildhall.orders.queries import buyer_of


def know_who_bought(event: OrderPlaced, told: Delivered) -> None:
    """Let an order be somebody's: by its contacts, unless they were signed in."""
    buyer, customer = buyer_of(event.number)
    if customer is not None:
        return
    stamp = system_stamp("flows", told.at, event.stamp.request_id)
    found = know_buyer(buyer, stamp=stamp)
    if found is not None:
        note_customer(event.number, found, stamp=stamp)
