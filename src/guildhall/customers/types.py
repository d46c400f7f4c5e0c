"""What others may see of customers. What queries return is masked, but for the customer's own."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from guildhall.customers.states import ContactKind, CustomerKind
from guildhall.kernel.masks import mask_address, mask_email, mask_name, mask_phone


def version_of(customer: UUID, updated_at: datetime) -> str:
    """Return the name of a customer's present state: every change gives it another one."""
    return f"{customer.hex[-12:]}-{updated_at:%Y%m%d%H%M%S%f}"


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """A customer as somebody writes them down."""

    name: str = ""
    kind: str = CustomerKind.PERSON
    contact_name: str = ""
    tax_number: str = ""
    locale: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class AddressDraft:
    """An address as somebody writes it down. `country` is ISO 3166-1: two letters."""

    recipient: str
    country: str
    city: str
    line1: str
    line2: str = ""
    region: str = ""
    postcode: str = ""
    company: str = ""
    phone: str = ""
    is_shipping_default: bool = False
    is_billing_default: bool = False


@dataclass(frozen=True, slots=True)
class ContactCard:
    id: UUID
    kind: str
    value: str
    is_primary: bool
    is_verified: bool

    @property
    def masked(self) -> "ContactCard":
        mask = mask_email if self.kind == ContactKind.EMAIL else mask_phone
        return replace(self, value=mask(self.value))


@dataclass(frozen=True, slots=True)
class AddressCard:
    id: UUID
    draft: AddressDraft

    @property
    def masked(self) -> "AddressCard":
        """The address as far as it names nobody: country, region, city."""
        shown = replace(
            self.draft,
            recipient=mask_name(self.draft.recipient),
            company=mask_name(self.draft.company),
            phone=mask_phone(self.draft.phone),
            line1=mask_address(self.draft.line1),
            line2=mask_address(self.draft.line2),
            postcode=mask_address(self.draft.postcode),
        )
        return replace(self, draft=shown)


@dataclass(frozen=True, slots=True)
class ConsentCard:
    """Whether somebody wants offers by one way, since when, and to which words they said so."""

    channel: str
    is_given: bool
    source: str
    text_version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in a list, masked."""

    id: UUID
    number: str
    kind: str
    name: str
    email: str
    phone: str
    group: str
    state: str
    is_member: bool
    scopes: tuple[str, ...]
    created_at: datetime
    updated_at: datetime

    @property
    def version(self) -> str:
        return version_of(self.id, self.updated_at)


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer in full, with all who turned out to be them."""

    row: CustomerRow
    draft: CustomerDraft
    merged_into: str
    merged: tuple[str, ...]
    contacts: tuple[ContactCard, ...]
    addresses: tuple[AddressCard, ...]
    consents: tuple[ConsentCard, ...]

    @property
    def masked(self) -> "CustomerCard":
        return replace(
            self,
            draft=replace(
                self.draft,
                name=mask_name(self.draft.name),
                contact_name=mask_name(self.draft.contact_name),
                tax_number=mask_phone(self.draft.tax_number),
            ),
            contacts=tuple(each.masked for each in self.contacts),
            addresses=tuple(each.masked for each in self.addresses),
        )


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """What a list of customers shows. Empty fields do not narrow it.

    `text` is a part of a name or number, or a whole e-mail address or phone number; `region` is
    the country of a phone number without one. `scopes` is the reach of whoever asks.
    """

    text: str = ""
    region: str = ""
    kind: str = ""
    state: str = ""
    group: str = ""
    member: bool | None = None
    updated_since: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerCounts:
    """Numbers over the list: each counts the list of the same filter, up to 10,001."""

    members: int
    organizations: int
    blocked: int


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would bring to the survivor."""

    survivor: CustomerCard
    merged: CustomerCard
    ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class MergeCard:
    id: UUID
    survivor: str
    merged: str
    at: datetime
    until: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shopper:
    """A customer who is signed in at a site. `group` is whose prices they pay."""

    id: UUID
    number: str
    group: str
    locale: str
    session: UUID
    site: int


@dataclass(frozen=True, slots=True)
class SessionCard:
    id: UUID
    device: str
    site: int
    begun_at: datetime
    used_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has begun. The token is told this once."""

    token: str
    shopper: Shopper
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who bought, as an order was told, and where: from that a customer is found or made."""

    name: str
    email: str
    phone: str
    region: str
    locale: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """All that is kept of a customer, for themselves: every word about offers, every session."""

    card: CustomerCard
    consents: tuple[ConsentCard, ...]
    sessions: tuple[SessionCard, ...]
