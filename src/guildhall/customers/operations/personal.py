"""What is done about who a customer is: shown to somebody, taken along, forgotten."""

from uuid import UUID

from django.db import transaction

from guildhall.customers.errors import CustomerIsGone, NoSuchCustomer
from guildhall.customers.events import CustomerDetailsShown, CustomerForgotten
from guildhall.customers.models import Address, Contact, Customer, ShopperSession, SignInCode
from guildhall.customers.operations.locks import family, locked
from guildhall.customers.queries.families import (
    consent_history,
    find_by_contact,
    full_card,
    ids_of,
)
from guildhall.customers.queries.shoppers import sessions_of
from guildhall.customers.states import CustomerKind, CustomerMove, CustomerState
from guildhall.customers.types import CustomerCard, CustomerFile
from guildhall.kernel.events import record
from guildhall.kernel.personal import destroy_keys
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def show_details(number: str, *, reason: str, stamp: Stamp) -> CustomerCard:
    """Return who a customer is, to somebody who says why they must know; that they looked is kept.

    Refuses with NoSuchCustomer or NotPermitted.
    """
    row = locked(number, "customers:view", stamp=stamp)
    record(CustomerDetailsShown(number=number, reason=reason, stamp=stamp))
    return full_card(row)


@transaction.atomic
def take_along(contact: str, *, stamp: Stamp) -> CustomerFile | None:
    """Return all that is kept of whoever has a contact, for the file that they get.

    None where no customer has it. Refuses with NotPermitted.
    """
    stamp.by.must("personal:export")
    customer = find_by_contact(contact)
    if customer is None:
        return None
    ids = ids_of(customer)
    return CustomerFile(
        card=full_card(Customer.objects.get(id=customer)),
        consents=consent_history(ids),
        sessions=sessions_of(ids, at=stamp.at),
    )


@transaction.atomic
def forget_customer(customer: UUID, *, stamp: Stamp) -> tuple[UUID, ...]:
    """Blank a customer and all who turned out to be them; return their ids.

    Their contacts, addresses, codes and sessions go; consents stay as words of nobody.
    Refuses with NotPermitted, NoSuchCustomer or CustomerIsGone.
    """
    stamp.by.must("personal:edit")
    asked = Customer.objects.filter(id=customer).first()
    if asked is None:
        raise NoSuchCustomer(number="")
    rows = family(asked.merged_into_id or asked.id)
    if all(row.state == CustomerState.ERASED for row in rows):
        raise CustomerIsGone(number=asked.number, state=asked.state)
    ids = tuple(row.id for row in rows)
    _forget_ways_in(ids)
    for row in rows:
        _blank(row, stamp)
    destroy_keys([f"customer:{row.number}" for row in rows])
    survivor = next(row for row in rows if row.id == (asked.merged_into_id or asked.id))
    record(CustomerForgotten(number=survivor.number, customers=ids, stamp=stamp))
    return ids


def _forget_ways_in(ids: tuple[UUID, ...]) -> None:
    contacts = Contact.objects.filter(customer__in=ids)
    for kind, value in contacts.values_list("kind", "value"):
        SignInCode.objects.filter(kind=kind, value=value).delete()
    contacts.delete()
    Address.objects.filter(customer__in=ids).delete()
    ShopperSession.objects.filter(customer__in=ids).delete()


def _blank(row: Customer, stamp: Stamp) -> None:
    if row.state == CustomerState.ERASED:
        return
    row.merged_into = None
    row.move(CustomerMove.ERASE)
    row.kind = CustomerKind.PERSON
    row.name = row.contact_name = row.tax_number = row.locale = row.group = ""
    row.updated_at = stamp.at
    row.save()
