"""The wire format of a storefront's customers."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from guildhall.customers.types import (
    AddressCard,
    AddressDraft,
    ConsentCard,
    ContactCard,
    CustomerCard,
    SessionCard,
    SignedIn,
)
from guildhall.orders.types import OrderRow
from public_site.storefront.schemas import Amount, Strict, Text

Locale = Annotated[str, Field(pattern=r"^([a-z]{2,3}([-_][A-Za-z0-9]{2,8})*)?$", max_length=20)]
Contact = Annotated[Text, Field(min_length=3, max_length=254)]
LASTS = 600


class SignInCodeIn(Strict):
    """Where a code is sent: an email address. `locale` is the language of the mail."""

    site: int
    contact: Contact
    locale: Locale = ""


class SignInCodeOut(BaseModel):
    """The same for everybody: whether there is an account is not told."""

    expires_in: int = LASTS


class ShopperSessionIn(Strict):
    site: int
    contact: Contact
    code: Annotated[str, Field(pattern=r"^\s*[0-9]{6}\s*$")]
    device: Annotated[Text, Field(max_length=80)] = ""


class ShopperSessionOut(BaseModel):
    """Send `token` with every call as the header Shopper-Token, beside your key."""

    token: str
    expires_at: datetime
    customer: str

    @classmethod
    def of(cls, told: SignedIn) -> Self:
        return cls(token=told.token, expires_at=told.expires_at, customer=told.shopper.number)


class StandingSessionOut(BaseModel):
    id: UUID
    device: str
    begun_at: datetime
    used_at: datetime
    expires_at: datetime
    this: bool

    @classmethod
    def of(cls, card: SessionCard, *, of: UUID) -> Self:
        return cls(
            id=card.id,
            device=card.device,
            begun_at=card.begun_at,
            used_at=card.used_at,
            expires_at=card.expires_at,
            this=card.id == of,
        )


class SessionsOut(BaseModel):
    items: list[StandingSessionOut]


class MeIn(Strict):
    name: Annotated[Text, Field(max_length=120)] = ""
    contact_name: Annotated[Text, Field(max_length=120)] = ""
    tax_number: Annotated[Text, Field(max_length=40)] = ""
    locale: Locale = ""


class OwnAddressIn(Strict):
    recipient: Annotated[Text, Field(min_length=1, max_length=120)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
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


class OwnAddressMadeOut(BaseModel):
    id: UUID


class OwnConsentIn(Strict):
    """Yes or no to offers. `text_version` names the text that the customer has read."""

    given: bool
    text_version: Annotated[Text, Field(min_length=1, max_length=40)]


class OwnContactOut(BaseModel):
    kind: str
    value: str
    primary: bool
    verified: bool

    @classmethod
    def of(cls, card: ContactCard) -> Self:
        return cls(
            kind=card.kind, value=card.value, primary=card.is_primary, verified=card.is_verified
        )


class OwnAddressOut(BaseModel):
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


class OwnConsentOut(BaseModel):
    channel: str
    given: bool
    text_version: str
    at: datetime

    @classmethod
    def of(cls, card: ConsentCard) -> Self:
        return cls(
            channel=card.channel, given=card.is_given, text_version=card.text_version, at=card.at
        )


class MeOut(BaseModel):
    """What is kept of a customer, for themselves."""

    number: str
    kind: str
    name: str
    contact_name: str
    tax_number: str
    locale: str
    group: str
    contacts: list[OwnContactOut]
    addresses: list[OwnAddressOut]
    consents: list[OwnConsentOut]

    @classmethod
    def of(cls, card: CustomerCard) -> Self:
        told = card.draft
        return cls(
            number=card.row.number,
            kind=told.kind,
            name=told.name,
            contact_name=told.contact_name,
            tax_number=told.tax_number,
            locale=told.locale,
            group=told.group,
            contacts=[OwnContactOut.of(each) for each in card.contacts],
            addresses=[OwnAddressOut.of(each) for each in card.addresses],
            consents=[OwnConsentOut.of(each) for each in card.consents],
        )


class OwnOrderRowOut(BaseModel):
    number: str
    placed_at: datetime
    state: str
    payment_state: str
    fulfillment_state: str
    units: str
    total: Amount

    @classmethod
    def of(cls, row: OrderRow) -> Self:
        return cls(
            number=row.number,
            placed_at=row.placed_at,
            state=row.state,
            payment_state=row.payment_state,
            fulfillment_state=row.fulfillment_state,
            units=f"{row.units.normalize():f}",
            total=Amount.of(row.total),
        )


class OwnOrdersOut(BaseModel):
    items: list[OwnOrderRowOut]
    next_cursor: str | None
