"""What is erased of one person at their request: customer, orders, carts, all or none of it."""

from django.db import transaction
from django.db.models import Q

from guildhall.checkout.models import Cart
from guildhall.customers.queries import find_by_contact, ids_of
from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations as orders
from guildhall.orders.errors import CustomerNotFound

BLANK = {
    "customer": None,
    "name": "",
    "email": "",
    "phone": "",
    "shipping_address": None,
    "billing_address": None,
    "note": "",
}


@transaction.atomic
def erase_customer(contact: str, *, stamp: Stamp) -> int:
    """Erase whoever has this e-mail address or phone number; return how many orders they had.

    Refuses with NotPermitted or CustomerNotFound.
    """
    stamp.by.must("personal:edit")
    carts = _blank_carts(contact.strip(), stamp)
    try:
        return orders.erase_customer(contact, stamp=stamp)
    except CustomerNotFound:
        if not carts:
            raise
        return 0


def _blank_carts(contact: str, stamp: Stamp) -> int:
    if not contact:
        return 0
    theirs = Q(email__iexact=contact) if "@" in contact else Q(phone=contact)
    customer = find_by_contact(contact)
    if customer is not None:
        theirs |= Q(customer__in=ids_of(customer))
    return Cart.objects.filter(theirs).update(**BLANK, updated_at=stamp.at)
