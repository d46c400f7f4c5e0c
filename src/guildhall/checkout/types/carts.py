"""What others may see of a cart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from guildhall.checkout.types.shipping import ShippingOffer
from guildhall.kernel.money import Money
from guildhall.orders.types import CartLine, LineAmounts, PricedLine
from guildhall.organization.types import SiteCard, StoreCard


@dataclass(frozen=True, slots=True)
class Contact:
    """Who buys. Personal."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is sent. Personal. `region` is ISO 3166-2 where a country has such."""

    country: str
    city: str = ""
    line1: str = ""
    line2: str = ""
    region: str = ""
    postcode: str = ""
    name: str = ""
    phone: str = ""

    @classmethod
    def kept(cls, row: Mapping[str, str] | None) -> Self | None:
        return cls(**row) if row else None

    @property
    def told(self) -> str:
        """The address in one line, as an order keeps it."""
        place = " ".join(filter(None, (self.postcode, self.city)))
        parts = (self.name, self.line1, self.line2, place, self.region, self.country)
        return ", ".join(filter(None, parts))[:300]


@dataclass(frozen=True, slots=True)
class NewCart:
    """A cart to be opened. `customer_group` is whose prices count, as a server of ours says.

    Who `is_signed_in` has shown a session of theirs; otherwise a server of ours says who it is.
    Its stock is held by the customer, by the session that a server names, or else by the network
    address of its `caller`.
    """

    site: SiteCard
    currency: str
    lines: tuple[CartLine, ...] = ()
    contact: Contact = field(default_factory=Contact)
    shipping_address: Address | None = None
    store: StoreCard | None = None
    shipping_method: str = ""
    customer: UUID | None = None
    customer_group: str = ""
    is_signed_in: bool = False
    session: str = ""
    caller: str = ""
    reference: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a cart costs now: each line with where its price is from, the way, and all of it."""

    lines: tuple[PricedLine, ...]
    goods: LineAmounts
    shipping: ShippingOffer | None
    total: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class CartCard:
    """A cart in full. What stands in its way is `blocked`: field by field, in a msgid."""

    id: UUID
    token: str
    kind: str
    state: str
    version: int
    site: SiteCard
    store: StoreCard | None
    currency: str
    lines: tuple[CartLine, ...]
    contact: Contact
    shipping_address: Address | None
    billing_address: Address | None
    method: str
    quote: Quote | None
    blocked: Mapping[str, str]
    held_until: datetime | None
    expires_at: datetime
    order_number: str
    note: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in a list; its customer is masked."""

    id: UUID
    state: str
    customer: str
    channel: str
    units: Decimal
    made_by: str
    order_number: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A payment link, as whoever made it sees it."""

    id: UUID
    token: str
    expires_at: datetime
    revoked_at: datetime | None
    made_by: str

    def works(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at
