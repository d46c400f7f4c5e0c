"""What follows for customers."""

from guildhall.customers.events import ContactVerified
from guildhall.customers.operations import know_buyer
from guildhall.customers.queries import verified_emails
from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.stamp import system_stamp
from guildhall.orders import operations
from guildhall.orders.events import OrderPlaced
from guildhall.orders.queries import buyer_of


def claim_orders(event: ContactVerified, told: Delivered) -> None:
    """Let orders be somebody's that nobody could be sure of, now that they read what is named."""
    stamp = system_stamp("flows", told.at, event.stamp.request_id)
    for address in verified_emails(event.customer):
        operations.claim_orders(event.customer, email=address, stamp=stamp)


def know_who_bought(event: OrderPlaced, told: Delivered) -> None:
    """Let an order be somebody's: by its contacts, unless they were signed in."""
    buyer, customer = buyer_of(event.number)
    if customer is not None:
        return
    stamp = system_stamp("flows", told.at, event.stamp.request_id)
    found = know_buyer(buyer, stamp=stamp)
    if found is not None:
        operations.note_customer(event.number, found, stamp=stamp)
