"""The wire format of carts. Changing it is a new version, adding to it is not."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, EmailStr, Field

from guildhall.checkout.types import (
    Address,
    CartCard,
    Contact,
    NewCart,
    Quote,
    ShippingOffer,
)
from guildhall.orders.types import CartLine, PricedLine
from guildhall.organization.queries import get_site, get_store
from public_site.storefront.schemas import Amount, LineIn, Strict, Text, plain, written_plainly

Group = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{0,40}$")]
Short = Annotated[Text, Field(max_length=120)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9_-]{0,40}$")]


class ContactIn(Strict):
    name: Short = ""
    email: EmailStr | None = None
    phone: Annotated[Text, Field(max_length=40)] = ""

    def told(self) -> Contact:
        return Contact(self.name, str(self.email or ""), self.phone)


class AddressIn(Strict):
    """Where something goes. `country` is ISO 3166, `region` ISO 3166-2 such as `US-CA`."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    city: Short = ""
    line1: Short = ""
    line2: Short = ""
    region: Annotated[str, Field(pattern=r"^([A-Z]{2}-[A-Z0-9]{1,3})?$")] = ""
    postcode: Annotated[Text, Field(max_length=20)] = ""
    name: Short = ""
    phone: Annotated[Text, Field(max_length=40)] = ""

    def told(self) -> Address:
        return Address(**self.model_dump())


class CartIn(Strict):
    """A cart to be opened. `pickup_store` is where it is fetched, if it is.

    `customer`, `customer_group` and `session` are what a server of yours says of whom it has
    signed in; a page in a browser leaves them out.
    """

    site: int
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    lines: Annotated[list[LineIn], Field(max_length=200)] = []
    contact: ContactIn = Field(default_factory=ContactIn)
    shipping_address: AddressIn | None = None
    shipping_method: Code = ""
    pickup_store: Annotated[Text, Field(max_length=40)] | None = None
    customer: UUID | None = None
    customer_group: Group = ""
    session: Annotated[Text, Field(max_length=30)] = ""
    reference: Annotated[Text, Field(max_length=80)] = ""

    def told(self, *, caller: str) -> NewCart:
        return NewCart(
            site=get_site(self.site),
            currency=self.currency,
            lines=tuple(CartLine(line.sku, line.quantity) for line in self.lines),
            contact=self.contact.told(),
            shipping_address=self.shipping_address.told() if self.shipping_address else None,
            store=get_store(self.pickup_store) if self.pickup_store else None,
            shipping_method=self.shipping_method,
            customer=self.customer,
            customer_group=self.customer_group,
            session=self.session,
            caller=caller,
            reference=self.reference,
        )


class QuantityIn(Strict):
    quantity: Annotated[Decimal, Field(max_digits=14), BeforeValidator(written_plainly)]


class AddressesIn(Strict):
    """Who buys, where it goes, and whom it is billed to if that is somebody else."""

    contact: ContactIn
    shipping_address: AddressIn | None = None
    billing_address: AddressIn | None = None


class MethodIn(Strict):
    code: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")]


class HoldMinutesIn(Strict):
    """For how long at most, from now; a channel may let it be less."""

    minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 15


class QuotedLineOut(BaseModel):
    """A line of a cart with what it costs now, and where its price is from."""

    sku: str
    title: str
    unit: str
    quantity: str
    unit_price: Amount
    tax: Amount
    tax_rate: str
    total: Amount
    price_origin: dict[str, str]

    @classmethod
    def of(cls, line: PricedLine) -> Self:
        return cls(
            sku=line.variant.sku,
            title=line.variant.title,
            unit=line.variant.unit,
            quantity=plain(line.quantity),
            unit_price=Amount.of(line.variant.price),
            tax=Amount.of(line.amounts.tax),
            tax_rate=plain(line.variant.tax_rate),
            total=Amount.of(line.amounts.total),
            price_origin=line.variant.origin.kept(),
        )


class ShippingOfferOut(BaseModel):
    code: str
    name: str
    price: Amount
    tax: Amount
    least_days: int | None
    most_days: int | None

    @classmethod
    def of(cls, offer: ShippingOffer) -> Self:
        return cls(
            code=offer.code,
            name=offer.name,
            price=Amount.of(offer.amounts.total),
            tax=Amount.of(offer.amounts.tax),
            least_days=offer.least_days,
            most_days=offer.most_days,
        )


class ShippingOffersOut(BaseModel):
    """The ways this cart can be sent to its address: none without one."""

    items: list[ShippingOfferOut]


class CartQuoteOut(BaseModel):
    """What a cart costs now. Send `total` with the checkout: it is refused if it has changed."""

    lines: list[QuotedLineOut]
    goods: Amount
    shipping: ShippingOfferOut | None
    tax: Amount
    total: Amount

    @classmethod
    def of(cls, quote: Quote) -> Self:
        return cls(
            lines=[QuotedLineOut.of(line) for line in quote.lines],
            goods=Amount.of(quote.goods.total),
            shipping=ShippingOfferOut.of(quote.shipping) if quote.shipping else None,
            tax=Amount.of(quote.tax),
            total=Amount.of(quote.total),
        )


class CartItemOut(BaseModel):
    sku: str
    quantity: str


class AddressOut(BaseModel):
    country: str
    city: str
    line1: str
    line2: str
    region: str
    postcode: str
    name: str
    phone: str

    @classmethod
    def of(cls, address: Address) -> Self:
        return cls(**{name: getattr(address, name) for name in cls.model_fields})


class CartOut(BaseModel):
    """A cart. `blocked` says what is still in the way of a checkout, by field."""

    token: str
    state: str
    version: int
    site: int
    currency: str
    lines: list[CartItemOut]
    name: str
    email: str
    phone: str
    shipping_address: AddressOut | None
    billing_address: AddressOut | None
    shipping_method: str
    pickup_store: str
    quote: CartQuoteOut | None
    blocked: dict[str, str]
    held_until: datetime | None
    expires_at: datetime
    order: str

    @classmethod
    def of(cls, cart: CartCard) -> Self:
        shipping, billing = cart.shipping_address, cart.billing_address
        return cls(
            token=cart.token,
            state=cart.state,
            version=cart.version,
            site=cart.site.number,
            currency=cart.currency,
            lines=[CartItemOut(sku=x.sku, quantity=plain(x.quantity)) for x in cart.lines],
            name=cart.contact.name,
            email=cart.contact.email,
            phone=cart.contact.phone,
            shipping_address=AddressOut.of(shipping) if shipping else None,
            billing_address=AddressOut.of(billing) if billing else None,
            shipping_method=cart.method,
            pickup_store=cart.store.code if cart.store else "",
            quote=CartQuoteOut.of(cart.quote) if cart.quote else None,
            blocked=dict(cart.blocked),
            held_until=cart.held_until,
            expires_at=cart.expires_at,
            order=cart.order_number,
        )
