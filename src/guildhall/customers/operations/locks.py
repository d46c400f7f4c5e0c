"""Customers as operations take them: locked, allowed, and still somebody."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from guildhall.customers.errors import CustomerIsGone, MergedInto, NoSuchCustomer
from guildhall.customers.models import Customer
from guildhall.customers.rules.codes import token_digest
from guildhall.customers.states import LIVE_STATES
from guildhall.customers.types import Shopper
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp


def claim(contacts: Iterable[tuple[str, str]]) -> None:
    """Wait for whoever is giving one of these contacts to a customer just now."""
    for kind, value in sorted(contacts):
        lock_name(f"customers.contact:{kind}:{token_digest(value)[:24]}")


def locked(number: str, *permissions: str, stamp: Stamp) -> Customer:
    """Return a customer's row, locked. Refuses with NoSuchCustomer or NotPermitted."""
    row = Customer.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise NoSuchCustomer(number=number)
    stamp.by.must(*permissions, scope=tuple(row.scopes))
    return row


def live(number: str, *, stamp: Stamp) -> Customer:
    """Return a customer who can be changed, locked.

    Refuses with NoSuchCustomer, NotPermitted, MergedInto or CustomerIsGone.
    """
    row = locked(number, "customers:edit", stamp=stamp)
    must_live(row)
    return row


def own(shopper: Shopper) -> Customer:
    """Return the row of whoever is signed in, locked. Refuses with CustomerIsGone.

    That they are signed in is their right: it reaches their own data and nobody else's.
    """
    row = Customer.objects.select_for_update().get(id=shopper.id)
    must_live(row)
    return row


def must_live(row: Customer) -> None:
    """Refuse with MergedInto or CustomerIsGone unless a customer can still be changed."""
    if row.merged_into is not None:
        raise MergedInto(number=row.number, into=row.merged_into.number)
    if row.state not in LIVE_STATES:
        raise CustomerIsGone(number=row.number, state=row.state)


def family(customer: UUID) -> list[Customer]:
    """Return a customer and all who were merged into them, locked in the order of their keys."""
    theirs = Q(id=customer) | Q(merged_into=customer)
    return list(Customer.objects.select_for_update().filter(theirs).order_by("id"))
