"""Addresses of customers: by staff, and by customers themselves."""

from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from guildhall.customers.errors import AddressNotFound, CustomerInvalid, TooManyAddresses
from guildhall.customers.events import AddressAdded, AddressEdited, AddressRemoved
from guildhall.customers.models import Address, Customer
from guildhall.customers.operations.locks import live, own
from guildhall.customers.operations.people import touched
from guildhall.customers.queries.families import ids_of
from guildhall.customers.rules.drafts import MOST_ADDRESSES, address_faults
from guildhall.customers.types import AddressDraft, Shopper
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp

DEFAULTS = ("is_shipping_default", "is_billing_default")


@transaction.atomic
def add_address(number: str, draft: AddressDraft, *, stamp: Stamp) -> UUID:
    """Give a customer an address; return its id.

    Refuses with NoSuchCustomer, NotPermitted, MergedInto, CustomerIsGone, CustomerInvalid or
    TooManyAddresses.
    """
    return _add(live(number, stamp=stamp), draft, stamp=stamp)


@transaction.atomic
def edit_address(number: str, address: UUID, draft: AddressDraft, *, stamp: Stamp) -> None:
    """Write an address anew. Refuses as `add_address` does, or with AddressNotFound."""
    _edit(live(number, stamp=stamp), address, draft, stamp=stamp)


@transaction.atomic
def remove_address(number: str, address: UUID, *, stamp: Stamp) -> None:
    """Forget an address; orders keep theirs. Refuses as `edit_address` does."""
    _remove(live(number, stamp=stamp), address, stamp=stamp)


@transaction.atomic
def add_own_address(shopper: Shopper, draft: AddressDraft, *, stamp: Stamp) -> UUID:
    """Give whoever is signed in an address.

    Refuses with CustomerIsGone, CustomerInvalid or TooManyAddresses.
    """
    return _add(own(shopper), draft, stamp=stamp)


@transaction.atomic
def edit_own_address(
    shopper: Shopper, address: UUID, draft: AddressDraft, *, stamp: Stamp
) -> None:
    """Write one's own address anew. Refuses as `add_own_address` does, or with AddressNotFound."""
    _edit(own(shopper), address, draft, stamp=stamp)


@transaction.atomic
def remove_own_address(shopper: Shopper, address: UUID, *, stamp: Stamp) -> None:
    """Forget one's own address. Refuses with CustomerIsGone or AddressNotFound."""
    _remove(own(shopper), address, stamp=stamp)


def _add(row: Customer, draft: AddressDraft, *, stamp: Stamp) -> UUID:
    _must_be_right(draft)
    theirs = Address.objects.filter(customer=row)
    if theirs.count() >= MOST_ADDRESSES:
        raise TooManyAddresses(most=MOST_ADDRESSES)
    _make_room(row, draft)
    made = Address.objects.create(
        customer=row, **asdict(draft), created_at=stamp.at, updated_at=stamp.at
    )
    touched(row, stamp=stamp)
    record(AddressAdded(number=row.number, country=draft.country, stamp=stamp))
    return made.id


def _edit(row: Customer, address: UUID, draft: AddressDraft, *, stamp: Stamp) -> None:
    _must_be_right(draft)
    found = _address(row, address)
    # What came with a merge becomes the survivor's own once somebody writes it anew.
    found.customer = row
    _make_room(row, draft)
    for name, value in asdict(draft).items():
        setattr(found, name, value)
    found.updated_at = stamp.at
    found.save()
    touched(row, stamp=stamp)
    record(AddressEdited(number=row.number, country=draft.country, stamp=stamp))


def _remove(row: Customer, address: UUID, *, stamp: Stamp) -> None:
    found = _address(row, address)
    country = found.country
    found.delete()
    touched(row, stamp=stamp)
    record(AddressRemoved(number=row.number, country=country, stamp=stamp))


def _address(row: Customer, address: UUID) -> Address:
    found = Address.objects.filter(id=address, customer__in=ids_of(row.id)).first()
    if found is None:
        raise AddressNotFound
    return found


def _must_be_right(draft: AddressDraft) -> None:
    if wrong := address_faults(draft):
        raise CustomerInvalid(errors=wrong)


def _make_room(row: Customer, draft: AddressDraft) -> None:
    """Let what was the default be it no more where this one is: there is one of each."""
    for name in DEFAULTS:
        if getattr(draft, name):
            Address.objects.filter(customer=row, **{name: True}).update(**{name: False})
