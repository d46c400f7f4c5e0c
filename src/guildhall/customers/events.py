"""What happens to customers: numbers, kinds and names of fields, and nothing personal."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("customer.added", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerAdded(Event):
    number: str
    kind: str
    source: str


@fact("customer.edited", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerEdited(Event):
    """Its changes tell which fields, and of what is not personal, from what to what."""

    number: str


@fact("customer.blocked", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerBlocked(Event):
    number: str
    reason: str


@fact("customer.unblocked", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerUnblocked(Event):
    number: str
    reason: str


@fact("customer.contact_added", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ContactAdded(Event):
    number: str
    kind: str


@fact("customer.contact_removed", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ContactRemoved(Event):
    number: str
    kind: str


@fact("customer.contact_verified", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ContactVerified(Event):
    number: str
    customer: UUID
    kind: str


@fact("customer.address_added", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AddressAdded(Event):
    number: str
    country: str


@fact("customer.address_edited", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AddressEdited(Event):
    number: str
    country: str


@fact("customer.address_removed", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AddressRemoved(Event):
    number: str
    country: str


@fact("customer.consent_given", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentGiven(Event):
    number: str
    channel: str
    source: str
    text_version: str


@fact("customer.consent_withdrawn", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentWithdrawn(Event):
    number: str
    channel: str
    source: str
    text_version: str


@fact("customer.merged", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CustomersMerged(Event):
    """`number` is the survivor's."""

    number: str
    merged: str


@fact("customer.separated", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CustomersSeparated(Event):
    number: str
    separated: str


@fact("customer.shown", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerDetailsShown(Event):
    number: str
    reason: str


@fact("customer.signed_in", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ShopperSignedIn(Event):
    number: str
    session: UUID
    site: int


@fact("customer.signed_out", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ShopperSignedOut(Event):
    number: str
    session: UUID


@fact("customer.forgotten", subject="customer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerForgotten(Event):
    """Nothing of a customer can be read any more. `customers` are all who were them."""

    number: str
    customers: tuple[UUID, ...]
