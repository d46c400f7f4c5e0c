"""What is erased of one person at their request: customer, orders, carts, all or none of it."""

from django.db import transaction
from django.db.models import Q

from guildhall.checkout.models import Cart, Checkout, PaymentLink
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
    ids = list(Cart.objects.filter(theirs).values_list("id", flat=True))
    # What was filled for them is not to be paid by anybody any more.
    links = PaymentLink.objects.filter(cart__in=ids, revoked_at=None, expires_at__gt=stamp.at)
    links.update(revoked_at=stamp.at)
    over = Checkout.objects.filter(cart__in=ids, ended_at__isnull=False)
    over.exclude(return_url="").update(return_url="")
    return Cart.objects.filter(id__in=ids).update(**BLANK, updated_at=stamp.at)
