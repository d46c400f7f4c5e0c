"""Customers themselves: written down, edited, blocked, found again by what an order tells."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from guildhall.customers.errors import ContactTaken, CustomerInvalid
from guildhall.customers.events import (
    ContactAdded,
    CustomerAdded,
    CustomerBlocked,
    CustomerEdited,
    CustomerUnblocked,
)
from guildhall.customers.models import Contact, Customer, next_number
from guildhall.customers.operations.locks import claim, live, own
from guildhall.customers.queries.families import full_card, told_by_all, who_has
from guildhall.customers.rules.contacts import contact_of, email_of, phone_of
from guildhall.customers.rules.drafts import faults
from guildhall.customers.states import ContactKind, CustomerMove
from guildhall.customers.types import Buyer, CustomerCard, CustomerDraft, Shopper
from guildhall.kernel.changes import edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.refusals import N_
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import EVERYWHERE, Stamp

NOT_A_CONTACT = N_("Write an email address, or a phone number with its country: +86 …")


@transaction.atomic
def add_customer(
    draft: CustomerDraft, *, contacts: Iterable[str], region: str = "", stamp: Stamp
) -> CustomerCard:
    """Write a customer down; return them masked, as everybody sees them.

    Refuses with NotPermitted, CustomerInvalid or ContactTaken.
    """
    scopes = stamp.by.reach("customers:edit")
    if wrong := faults(draft):
        raise CustomerInvalid(errors=wrong)
    found = _written(contacts, region=region)
    _must_be_free(found)

    row = made(draft, scopes=scopes, source="staff", stamp=stamp)
    for kind, value in found:
        put(row, kind, value, stamp=stamp)
    return full_card(row).masked


@transaction.atomic
def edit_customer(
    number: str, draft: CustomerDraft, *, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Change what is written down of a customer.

    Refuses with NoSuchCustomer, NotPermitted, ChangedMeanwhile, MergedInto, CustomerIsGone or
    CustomerInvalid.
    """
    row = live(number, stamp=stamp)
    expected.must_be(row.version)
    _edit(row, draft, stamp=stamp)


@transaction.atomic
def edit_own(shopper: Shopper, draft: CustomerDraft, *, stamp: Stamp) -> None:
    """Let a customer change their own name and language: their group is not theirs to choose.

    Refuses with CustomerIsGone or CustomerInvalid.
    """
    row = own(shopper)
    kept = CustomerDraft(
        name=draft.name,
        kind=row.kind,
        contact_name=draft.contact_name,
        tax_number=draft.tax_number,
        locale=draft.locale,
        group=row.group,
    )
    _edit(row, kept, stamp=stamp)


@transaction.atomic
def block_customer(number: str, *, reason: str, stamp: Stamp) -> None:
    """Let a customer sign in no more. Refuses as `edit_customer` does, or with MoveNotAllowed."""
    row = live(number, stamp=stamp)
    row.move(CustomerMove.BLOCK)
    touched(row, "state", stamp=stamp)
    record(CustomerBlocked(number=number, reason=reason, stamp=stamp))


@transaction.atomic
def unblock_customer(number: str, *, reason: str, stamp: Stamp) -> None:
    """Let a customer sign in again. Refuses as `edit_customer` does, or with MoveNotAllowed."""
    row = live(number, stamp=stamp)
    row.move(CustomerMove.UNBLOCK)
    touched(row, "state", stamp=stamp)
    record(CustomerUnblocked(number=number, reason=reason, stamp=stamp))


@transaction.atomic
def know_buyer(buyer: Buyer, *, stamp: Stamp) -> UUID | None:
    """Return whose order this is, by its contacts: somebody whom we know, or whom we know now.

    Anybody may write anybody's number into an order: it is a customer's only by a contact that
    they have read a code at, or where they have no other. A contact that is somebody else's stays
    theirs. None where that leaves nobody, or no contact is one. Refuses with NotPermitted.
    """
    stamp.by.must("customers:edit", scope=buyer.scopes)
    found = _readable(buyer)
    if not found:
        return None
    claim(found)
    sure = told_by_all(found)
    # An e-mail address says more than a phone that a family shares.
    for contact in found:
        if contact in sure:
            return _seen(sure[contact], buyer.scopes, stamp=stamp)
    taken = who_has(found)
    free = [contact for contact in found if contact not in taken]
    if not free:
        return None

    draft = CustomerDraft(name=buyer.name[:120], locale=buyer.locale)
    row = made(draft, scopes=buyer.scopes, source="order", stamp=stamp)
    for kind, value in free:
        put(row, kind, value, stamp=stamp)
    return row.id


def made(draft: CustomerDraft, *, scopes: tuple[str, ...], source: str, stamp: Stamp) -> Customer:
    """Write a customer's row and its fact."""
    row = Customer(
        number=next_number(),
        kind=draft.kind,
        name=draft.name.strip(),
        contact_name=draft.contact_name.strip(),
        tax_number=draft.tax_number.strip(),
        locale=draft.locale,
        group=draft.group,
        scopes=sorted(set(scopes) - {EVERYWHERE}),
        created_at=stamp.at,
        updated_at=stamp.at,
    )
    insert_rows([row], reading="number")
    record(CustomerAdded(number=row.number, kind=row.kind, source=source, stamp=stamp))
    return row


def put(row: Customer, kind: ContactKind, value: str, *, stamp: Stamp) -> Contact:
    """Give a customer a contact; the first of its kind is the one that is used."""
    first = not Contact.objects.filter(customer=row, kind=kind).exists()
    contact = Contact.objects.create(
        customer=row, kind=kind, value=value, is_primary=first, created_at=stamp.at
    )
    record(ContactAdded(number=row.number, kind=kind, stamp=stamp))
    return contact


def touched(row: Customer, *fields: str, stamp: Stamp) -> None:
    """Save these fields of a customer: whoever read them before is told so."""
    row.updated_at = stamp.at
    row.save(update_fields=[*fields, "updated_at"])


def widened(row: Customer, scopes: Iterable[str]) -> bool:
    """Note where else a customer is known; return whether that is new."""
    known = sorted({*row.scopes, *scopes} - {EVERYWHERE})
    if known == row.scopes:
        return False
    row.scopes = known
    return True


def _edit(row: Customer, draft: CustomerDraft, *, stamp: Stamp) -> None:
    if wrong := faults(draft):
        raise CustomerInvalid(errors=wrong)
    changes = edit(
        row,
        kind=str(draft.kind),
        name=draft.name.strip(),
        contact_name=draft.contact_name.strip(),
        tax_number=draft.tax_number.strip(),
        locale=draft.locale,
        group=draft.group,
    )
    if changes:
        touched(row, *changes, stamp=stamp)
        record(CustomerEdited(number=row.number, stamp=stamp), changes=changes)


def _seen(customer: UUID, scopes: tuple[str, ...], *, stamp: Stamp) -> UUID:
    row = Customer.objects.select_for_update().get(id=customer)
    if widened(row, scopes):
        touched(row, "scopes", stamp=stamp)
    return customer


def _readable(buyer: Buyer) -> list[tuple[ContactKind, str]]:
    """Return a buyer's contacts in their written form; what cannot be read is left out."""
    email, phone = email_of(buyer.email), phone_of(buyer.phone, region=buyer.region)
    both = ((ContactKind.EMAIL, email), (ContactKind.PHONE, phone))
    return [(kind, value) for kind, value in both if value]


def _written(contacts: Iterable[str], *, region: str) -> list[tuple[ContactKind, str]]:
    found: dict[tuple[ContactKind, str], None] = {}
    for i, text in enumerate(contacts):
        contact = contact_of(text, region=region)
        if contact is None:
            raise CustomerInvalid(errors={f"contacts.{i}": NOT_A_CONTACT})
        found[contact] = None
    return list(found)


def _must_be_free(contacts: list[tuple[ContactKind, str]]) -> None:
    """Refuse with ContactTaken where somebody has one of these already."""
    claim(contacts)
    taken = who_has(contacts)
    if taken:
        holder = Customer.objects.get(id=next(iter(taken.values())))
        raise ContactTaken(number=holder.number)
