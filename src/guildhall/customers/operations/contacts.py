"""E-mail addresses and phone numbers of customers."""

from uuid import UUID

from django.db import transaction

from guildhall.customers.errors import ContactNotFound, ContactTaken, CustomerInvalid
from guildhall.customers.events import ContactRemoved
from guildhall.customers.models import Contact, Customer
from guildhall.customers.operations.locks import claim, live
from guildhall.customers.operations.people import NOT_A_CONTACT, put, touched
from guildhall.customers.queries.families import ids_of, who_has
from guildhall.customers.rules.contacts import contact_of
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def add_contact(number: str, text: str, *, region: str = "", stamp: Stamp) -> None:
    """Give a customer another e-mail address or phone number.

    Refuses with NoSuchCustomer, NotPermitted, MergedInto, CustomerIsGone, CustomerInvalid or
    ContactTaken.
    """
    row = live(number, stamp=stamp)
    found = contact_of(text, region=region)
    if found is None:
        raise CustomerInvalid(errors={"contact": NOT_A_CONTACT})
    claim([found])
    holder = who_has([found]).get(found)
    if holder == row.id:
        return
    if holder is not None:
        raise ContactTaken(number=Customer.objects.get(id=holder).number)

    put(row, *found, stamp=stamp)
    touched(row, stamp=stamp)


@transaction.atomic
def remove_contact(number: str, contact: UUID, *, stamp: Stamp) -> None:
    """Take an e-mail address or a phone number from a customer; they sign in by it no more.

    Refuses with NoSuchCustomer, NotPermitted, MergedInto, CustomerIsGone or ContactNotFound.
    """
    row = live(number, stamp=stamp)
    found = _contact(row, contact)
    kind, was_primary = found.kind, found.is_primary
    found.delete()
    if was_primary:
        _first_of(row, kind)
    touched(row, stamp=stamp)
    record(ContactRemoved(number=number, kind=kind, stamp=stamp))


@transaction.atomic
def prefer_contact(number: str, contact: UUID, *, stamp: Stamp) -> None:
    """Make a contact the one of its kind that is used.

    Refuses with NoSuchCustomer, NotPermitted, MergedInto, CustomerIsGone or ContactNotFound.
    """
    row = live(number, stamp=stamp)
    found = _contact(row, contact)
    Contact.objects.filter(customer=found.customer_id, kind=found.kind).update(is_primary=False)
    Contact.objects.filter(id=found.id).update(is_primary=True)
    touched(row, stamp=stamp)


def _contact(row: Customer, contact: UUID) -> Contact:
    found = Contact.objects.filter(id=contact, customer__in=ids_of(row.id)).first()
    if found is None:
        raise ContactNotFound
    return found


def _first_of(row: Customer, kind: str) -> None:
    """Let the oldest contact that is left be the one that is used."""
    left = Contact.objects.filter(customer=row, kind=kind).order_by("created_at", "id").first()
    if left is not None:
        left.is_primary = True
        left.save(update_fields=["is_primary"])
