"""Who turned out to be one: a customer, and all who were merged into them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q

from guildhall.customers.errors import NoSuchCustomer
from guildhall.customers.models import Address, Consent, Contact, Customer
from guildhall.customers.rules.contacts import contact_of, region_of
from guildhall.customers.states import ContactKind, CustomerState
from guildhall.customers.types import (
    AddressCard,
    AddressDraft,
    ConsentCard,
    ContactCard,
    CustomerCard,
    CustomerDraft,
    CustomerRow,
)
from guildhall.kernel.masks import mask_name


def find_row(number: str) -> Customer:
    """Return a customer's row. Refuses with NoSuchCustomer."""
    row = Customer.objects.select_related("merged_into").filter(number=number).first()
    if row is None:
        raise NoSuchCustomer(number=number)
    return row


def get_customer(number: str) -> CustomerCard:
    """Return a customer in full, masked. Refuses with NoSuchCustomer."""
    return full_card(find_row(number)).masked


def ids_of(customer: UUID) -> tuple[UUID, ...]:
    """Return whose orders are a customer's: their own id, then those merged into them."""
    merged = Customer.objects.filter(merged_into=customer).order_by("created_at", "id")
    return (customer, *merged.values_list("id", flat=True))


def numbers_of(customers: Iterable[UUID]) -> dict[UUID, str]:
    """Return the numbers of customers by id: of who was merged, the survivor's."""
    rows = Customer.objects.filter(id__in=set(customers)).select_related("merged_into")
    return {row.id: (row.merged_into or row).number for row in rows}


def group_of(customer: UUID) -> str:
    """Return whose prices a customer pays; "" where everybody's, or who it is buys no more."""
    row = _survivor(customer)
    return row.group if row and row.state == CustomerState.ACTIVE else ""


def is_active(customer: UUID) -> bool:
    """Return whether this is somebody who may buy here: known, not blocked and not erased."""
    row = _survivor(customer)
    return row is not None and row.state == CustomerState.ACTIVE


def locale_of(customer: UUID) -> str:
    """Return in which language a customer wants to be told; "" where they never said."""
    row = _survivor(customer)
    return row.locale if row else ""


def _survivor(customer: UUID) -> Customer | None:
    row = Customer.objects.select_related("merged_into").filter(id=customer).first()
    return (row.merged_into or row) if row else None


def who_has(contacts: Sequence[tuple[str, str]]) -> dict[tuple[str, str], UUID]:
    """Return whose these contacts are, each as (kind, value); the survivor's id."""
    if not contacts:
        return {}
    asked = Q(*(Q(kind=k, value=v) for k, v in contacts), _connector=Q.OR)
    rows = Contact.objects.filter(asked).select_related("customer")
    return {(r.kind, r.value): r.customer.merged_into_id or r.customer_id for r in rows}


def told_by_all(contacts: Sequence[tuple[str, str]]) -> dict[tuple[str, str], UUID]:
    """Return who surely is the one that tells these contacts, by each that proves it.

    A contact proves it that its customer has read a code at; or one of somebody who can come in
    by no other than those that are told: whoever signs in there reads what was told itself.
    """
    held = {key: _family(owner) for key, owner in who_has(contacts).items()}
    told = set(contacts)
    sure = {}
    for key, (owner, known) in held.items():
        if known[key] or set(known) <= told:
            sure[key] = owner
    return sure


def _family(owner: UUID) -> tuple[UUID, dict[tuple[str, str], bool]]:
    rows = Contact.objects.filter(Q(customer=owner) | Q(customer__merged_into=owner))
    return owner, {(row.kind, row.value): row.verified_at is not None for row in rows}


def verified_emails(customer: UUID) -> tuple[str, ...]:
    """Return the e-mail addresses at which a customer has read a code."""
    rows = Contact.objects.filter(
        customer__in=ids_of(customer), kind=ContactKind.EMAIL, verified_at__isnull=False
    )
    return tuple(rows.order_by("created_at", "id").values_list("value", flat=True))


def find_by_contact(text: str) -> UUID | None:
    """Return who has an e-mail address or a phone number, however it is written; or nobody."""
    found = contact_of(text)
    return who_has([found]).get(found) if found else None


def full_card(row: Customer) -> CustomerCard:
    """Return all that is kept of a customer, as it is: for themselves, and for who says why."""
    ids = ids_of(row.id)
    contacts = Contact.objects.filter(customer__in=ids).order_by("-is_primary", "created_at", "id")
    addresses = Address.objects.filter(customer__in=ids).order_by("created_at", "id")
    found = tuple(_contact(each, of=row.id) for each in contacts)
    return CustomerCard(
        row=row_of(row, found),
        draft=draft_of(row),
        merged_into=row.merged_into.number if row.merged_into else "",
        merged=tuple(
            Customer.objects.filter(merged_into=row)
            .order_by("id")
            .values_list("number", flat=True)
        ),
        contacts=found,
        addresses=tuple(_address(each, of=row.id) for each in addresses),
        consents=consents_of(ids),
    )


def consents_of(customers: Sequence[UUID]) -> tuple[ConsentCard, ...]:
    """Return what counts: the last word of a customer about each way of being told of offers."""
    rows = Consent.objects.filter(customer__in=customers).order_by("channel", "-at", "-id")
    return tuple(_consent(row) for row in rows.distinct("channel"))


def consent_history(customers: Sequence[UUID]) -> tuple[ConsentCard, ...]:
    """Return every word that was said about consent, the latest first."""
    rows = Consent.objects.filter(customer__in=customers).order_by("-at", "-id")
    return tuple(_consent(row) for row in rows)


def row_of(row: Customer, contacts: Sequence[ContactCard]) -> CustomerRow:
    first = {each.kind: each.masked.value for each in reversed(contacts)}
    return CustomerRow(
        id=row.id,
        number=row.number,
        kind=row.kind,
        name=mask_name(row.name),
        email=first.get(ContactKind.EMAIL, ""),
        phone=first.get(ContactKind.PHONE, ""),
        group=row.group,
        state=row.state,
        is_member=row.member_since is not None,
        scopes=tuple(row.scopes),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def draft_of(row: Customer) -> CustomerDraft:
    return CustomerDraft(
        row.name, row.kind, row.contact_name, row.tax_number, row.locale, row.group
    )


def contacts_for(customers: Sequence[UUID]) -> dict[UUID, list[ContactCard]]:
    """Return the contacts of several customers, in one statement."""
    found: dict[UUID, list[ContactCard]] = {each: [] for each in customers}
    rows = Contact.objects.filter(customer__in=customers)
    for row in rows.order_by("-is_primary", "created_at", "id"):
        found[row.customer_id].append(_contact(row, of=row.customer_id))
    return found


def _contact(row: Contact, *, of: UUID) -> ContactCard:
    own = row.customer_id == of
    verified = row.verified_at is not None
    return ContactCard(row.id, row.kind, row.value, row.is_primary and own, verified)


def _address(row: Address, *, of: UUID) -> AddressCard:
    """Return an address; what was somebody's default before a merge is the survivor's no more."""
    own = row.customer_id == of
    draft = AddressDraft(
        recipient=row.recipient,
        country=row.country,
        city=row.city,
        line1=row.line1,
        line2=row.line2,
        region=row.region,
        postcode=row.postcode,
        company=row.company,
        phone=row.phone,
        is_shipping_default=row.is_shipping_default and own,
        is_billing_default=row.is_billing_default and own,
    )
    return AddressCard(row.id, draft)


def _consent(row: Consent) -> ConsentCard:
    return ConsentCard(row.channel, row.is_given, row.source, row.text_version, row.at)


def phone_region(*, tax_region: str = "", locale: str = "", currency: str = "") -> str:
    """Return the country of phone numbers that are written without one, where a channel sells."""
    return region_of(tax_region=tax_region, locale=locale, currency=currency)
