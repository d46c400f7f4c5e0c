"""The wire format of customers."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guildhall.customers.types import (
    AddressCard,
    AddressDraft,
    ConsentCard,
    ContactCard,
    CustomerCard,
    CustomerDraft,
    CustomerRow,
)

# No control characters: PostgreSQL refuses NUL, and nobody's name holds a bell.
PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Text = Annotated[str, StringConstraints(pattern=PLAIN, strip_whitespace=True)]
Group = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{0,40}$")]
Locale = Annotated[str, Field(pattern=r"^([a-z]{2,3}([-_][A-Za-z0-9]{2,8})*)?$", max_length=20)]
ContactText = Annotated[Text, Field(min_length=3, max_length=254)]
TextVersion = Annotated[Text, Field(min_length=1, max_length=40)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1, such as CN.")]


class Strict(BaseModel):
    """A body: unknown fields are named, not ignored."""

    model_config = ConfigDict(extra="forbid")


class CustomerRecordIn(Strict):
    """A customer. `group` is whose prices they pay: a price list's `customer_group`."""

    name: Annotated[Text, Field(max_length=120)] = ""
    kind: Annotated[str, Field(pattern=r"^(person|organization)$")] = "person"
    contact_name: Annotated[Text, Field(max_length=120)] = ""
    tax_number: Annotated[Text, Field(max_length=40)] = ""
    locale: Locale = ""
    group: Group = ""

    @property
    def draft(self) -> CustomerDraft:
        return CustomerDraft(
            name=self.name,
            kind=self.kind,
            contact_name=self.contact_name,
            tax_number=self.tax_number,
            locale=self.locale,
            group=self.group,
        )


class NewCustomerIn(CustomerRecordIn):
    """A new customer. `region` is the country of phone numbers that are written without one."""

    contacts: Annotated[list[ContactText], Field(max_length=10)] = Field(default_factory=list)
    region: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""


class CustomerAddressIn(Strict):
    recipient: Annotated[Text, Field(min_length=1, max_length=120)]
    country: Country
    city: Annotated[Text, Field(min_length=1, max_length=80)]
    line1: Annotated[Text, Field(min_length=1, max_length=160)]
    line2: Annotated[Text, Field(max_length=160)] = ""
    region: Annotated[Text, Field(max_length=80)] = ""
    postcode: Annotated[Text, Field(max_length=20)] = ""
    company: Annotated[Text, Field(max_length=120)] = ""
    phone: Annotated[Text, Field(max_length=40)] = ""
    shipping_default: bool = False
    billing_default: bool = False

    @property
    def draft(self) -> AddressDraft:
        told = self.model_dump(exclude={"shipping_default", "billing_default"})
        return AddressDraft(
            **told,
            is_shipping_default=self.shipping_default,
            is_billing_default=self.billing_default,
        )


class ConsentIn(Strict):
    """Yes or no to offers by one way. `text_version` names the text that they have read."""

    given: bool
    text_version: TextVersion


class StaffConsentIn(ConsentIn):
    source: Annotated[str, Field(pattern=r"^(staff|import|program|checkout|storefront)$")] = (
        "program"
    )


class CustomerReasonIn(Strict):
    reason: Annotated[Text, Field(min_length=1, max_length=200)]


class CustomerLookIn(Strict):
    """Why somebody must know who this is: kept, with the name of the program."""

    reason: Annotated[str, Field(pattern=r"^(delivery|question|payment|fraud|other)$")]


class CustomerContactIn(Strict):
    contact: ContactText
    region: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""


class MergeIn(Strict):
    """The number of who turned out to be this customer."""

    merged: Annotated[Text, Field(min_length=1, max_length=32)]


class CustomerContactOut(Schema):
    id: UUID
    kind: str
    value: str
    primary: bool
    verified: bool

    @classmethod
    def of(cls, card: ContactCard) -> Self:
        return cls(
            id=card.id,
            kind=card.kind,
            value=card.value,
            primary=card.is_primary,
            verified=card.is_verified,
        )


class CustomerAddressOut(Schema):
    id: UUID
    recipient: str
    company: str
    phone: str
    country: str
    region: str
    city: str
    postcode: str
    line1: str
    line2: str
    shipping_default: bool
    billing_default: bool

    @classmethod
    def of(cls, card: AddressCard) -> Self:
        told = card.draft
        return cls(
            id=card.id,
            recipient=told.recipient,
            company=told.company,
            phone=told.phone,
            country=told.country,
            region=told.region,
            city=told.city,
            postcode=told.postcode,
            line1=told.line1,
            line2=told.line2,
            shipping_default=told.is_shipping_default,
            billing_default=told.is_billing_default,
        )


class CustomerConsentOut(Schema):
    channel: str
    given: bool
    source: str
    text_version: str
    at: datetime

    @classmethod
    def of(cls, card: ConsentCard) -> Self:
        return cls(
            channel=card.channel,
            given=card.is_given,
            source=card.source,
            text_version=card.text_version,
            at=card.at,
        )


class CustomerRowOut(Schema):
    """A customer in a list: name, e-mail address and phone number are masked."""

    id: UUID
    number: str
    kind: str
    name: str
    email: str
    phone: str
    group: str
    state: str
    member: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: CustomerRow) -> Self:
        return cls(
            id=row.id,
            number=row.number,
            kind=row.kind,
            name=row.name,
            email=row.email,
            phone=row.phone,
            group=row.group,
            state=row.state,
            member=row.is_member,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


class CustomerOut(CustomerRowOut):
    """A customer with everything that belongs to all who turned out to be them."""

    contact_name: str
    tax_number: str
    locale: str
    merged_into: str
    merged: list[str]
    contacts: list[CustomerContactOut]
    addresses: list[CustomerAddressOut]
    consents: list[CustomerConsentOut]

    @classmethod
    def in_full(cls, card: CustomerCard) -> Self:
        told = CustomerRowOut.of(card.row).model_dump()
        return cls(
            **{**told, "name": card.draft.name},
            contact_name=card.draft.contact_name,
            tax_number=card.draft.tax_number,
            locale=card.draft.locale,
            merged_into=card.merged_into,
            merged=list(card.merged),
            contacts=[CustomerContactOut.of(each) for each in card.contacts],
            addresses=[CustomerAddressOut.of(each) for each in card.addresses],
            consents=[CustomerConsentOut.of(each) for each in card.consents],
        )


class CustomerPageOut(Schema):
    items: list[CustomerRowOut]
    next_cursor: str | None


class MergeOut(Schema):
    """A merge: undone by its `id`, until `until`."""

    id: UUID
    survivor: str
    merged: str
    at: datetime
    until: datetime
    undone_at: datetime | None


class MergesOut(Schema):
    items: list[MergeOut]


class CustomerMadeOut(Schema):
    id: UUID
