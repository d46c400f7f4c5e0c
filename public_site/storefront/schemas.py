"""The storefront API's wire format. Changing it is a new version, adding to it is not."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self

from django.urls import reverse
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    StringConstraints,
)

from guildhall.catalog.types import ShownPicture
from guildhall.inventory.queries import AT_MOST
from guildhall.inventory.types import Availability
from guildhall.kernel.money import Money, minor_unit
from guildhall.kernel.refusals import N_
from guildhall.orders.types import OrderCard, OrderLineCard

# No control characters: PostgreSQL refuses NUL, and nobody's name holds a bell.
PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Text = Annotated[str, StringConstraints(pattern=PLAIN, strip_whitespace=True)]
Degrees = Annotated[Decimal, Field(max_digits=8, decimal_places=5, allow_inf_nan=False)]
DECIMAL = re.compile(r"[+-]?[0-9]*(\.[0-9]*)?([eE][+-]?[0-9]+)?")


def written_plainly(value: object) -> object:
    """Refuse what Python reads as a number and nobody else does, such as `1_0`."""
    if isinstance(value, str) and not DECIMAL.fullmatch(value):
        raise ValueError(N_("Write a decimal number."))
    return value


class Strict(BaseModel):
    """A body: unknown fields are named, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Amount(BaseModel):
    """Money: an exact amount as text, and its ISO 4217 currency."""

    amount: str
    currency: str

    @classmethod
    def of(cls, money: Money) -> Self:
        shown = money.amount.quantize(minor_unit(money.currency))
        return cls(amount=str(shown), currency=money.currency)


class LineIn(Strict):
    sku: Annotated[Text, Field(min_length=1, max_length=64)]
    quantity: Annotated[Decimal, Field(max_digits=14), BeforeValidator(written_plainly)]


class CustomerIn(Strict):
    name: Annotated[Text, Field(max_length=120)] = ""
    email: EmailStr | None = None
    phone: Annotated[Text, Field(max_length=40)] = ""
    address: Annotated[Text, Field(max_length=300)] = ""


class DestinationIn(Strict):
    """Where an order goes, for a channel that takes stock from the nearest location."""

    latitude: Annotated[Degrees, Field(ge=-90, le=90)]
    longitude: Annotated[Degrees, Field(ge=-180, le=180)]


class OrderIn(Strict):
    """A cart. `site` is the site's number; `pickup_store` takes stock from that store alone.

    `hold` names what a checkout holds for it: that becomes the order's. `customer_group` is whose
    prices count: your server says it, of whom it has signed in, with a key that may see prices
    (`prices:view`). Never take it from a browser.
    """

    site: int
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    lines: Annotated[list[LineIn], Field(max_length=1_000)]
    customer: CustomerIn = Field(default_factory=CustomerIn)
    pickup_store: Annotated[Text, Field(max_length=40)] | None = None
    reference: Annotated[Text, Field(max_length=80)] = ""
    hold: Annotated[Text, Field(max_length=80)] = ""
    customer_group: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{0,40}$")] = ""
    near: DestinationIn | None = None


class OrderByWebsite(OrderIn):
    """The same cart under the older name of the site's number."""

    site: int = Field(alias="website_id")


class CancellationIn(Strict):
    reason: Annotated[Text, Field(min_length=1, max_length=200)]


class LineOut(BaseModel):
    sku: str
    title: str
    unit: str
    quantity: str
    unit_price: Amount
    tax: Amount
    total: Amount


class WaitingLineOut(BaseModel):
    """What of an order has yet to arrive, and for which day it is promised."""

    sku: str
    quantity: str
    promised_on: date


class OrderOut(BaseModel):
    """An order as its customer may see it."""

    number: str
    state: str
    payment_state: str
    fulfillment_state: str
    return_state: str
    placed_at: datetime
    site_channel: str
    pickup_store: str
    lines: list[LineOut]
    net: Amount
    tax: Amount
    total: Amount
    waiting: list[WaitingLineOut]

    @classmethod
    def of(cls, order: OrderCard) -> Self:
        row = order.row
        return cls(
            number=row.number,
            state=row.state,
            payment_state=row.payment_state,
            fulfillment_state=row.fulfillment_state,
            return_state=order.return_state,
            placed_at=row.placed_at,
            site_channel=row.channel,
            pickup_store=row.store,
            lines=[_line(line) for line in order.lines],
            net=Amount.of(order.net),
            tax=Amount.of(order.tax),
            total=Amount.of(row.total),
            waiting=[
                WaitingLineOut(
                    sku=part.sku, quantity=plain(part.quantity), promised_on=part.promised_on
                )
                for part in order.waiting
            ],
        )


def _few(text: str) -> str:
    if len(text.split(",")) > AT_MOST:
        raise ValueError(N_("Ask for at most 50 SKUs at once."))
    return text


Skus = Annotated[
    str,
    Field(min_length=1, max_length=4_100, description="Up to 50 SKUs, with commas between them."),
    AfterValidator(_few),
]


class SiteAvailabilityOut(BaseModel):
    """What an SKU costs and how much of it is left. A hint: only placing an order decides.

    Where nothing is left, `may_wait` of it can be ordered now for `promised_on`.
    """

    sku: str
    price: Amount
    available: str
    may_wait: str
    promised_on: date | None

    @classmethod
    def of(cls, found: Availability) -> Self:
        return cls(
            sku=found.sku,
            price=Amount.of(found.price),
            available=plain(found.available),
            may_wait=plain(found.may_wait),
            promised_on=found.promised_on,
        )


class SiteAvailabilityPage(BaseModel):
    """What of the SKUs asked for is sold on the site; the others are left out."""

    items: list[SiteAvailabilityOut]


def _line(line: OrderLineCard) -> LineOut:
    return LineOut(
        sku=line.sku,
        title=line.title,
        unit=line.unit,
        quantity=plain(line.quantity),
        unit_price=Amount.of(line.unit_price),
        tax=Amount.of(line.tax),
        total=Amount.of(line.total),
    )


class PictureSizeOut(BaseModel):
    """One size of a picture, as WebP; `url` is a path on the host that was asked."""

    width: int
    url: str


class PictureOut(BaseModel):
    """A picture in several sizes, the smallest first. `alt` tells what it shows."""

    alt: str
    width: int
    height: int
    sizes: list[PictureSizeOut]

    @classmethod
    def of(cls, shown: ShownPicture) -> Self:
        sizes = [
            PictureSizeOut(width=width, url=reverse("picture", args=[shown.id, name]))
            for width, name in shown.sizes
        ]
        return cls(alt=shown.alt, width=shown.width, height=shown.height, sizes=sizes)


class ProductOut(BaseModel):
    """A product with its price, what is left of it (a hint), and the site's own copy.

    `slug` is its part of an address on the site; the words for search engines may be empty.
    """

    sku: str
    title: str
    description: str
    brand: str
    category: str
    unit: str
    barcode: str
    price: Amount
    available: str
    updated_at: datetime
    slug: str = ""
    seo_title: str = ""
    seo_description: str = ""
    pictures: list[PictureOut] = Field(default_factory=list)


class GoneOut(BaseModel):
    """A product that was sold here and is no more."""

    sku: str
    updated_at: datetime


class ProductPage(BaseModel):
    """`gone` is filled where `updated_since` asks what has changed."""

    items: list[ProductOut]
    gone: list[GoneOut] = Field(default_factory=list)
    next_cursor: str | None


def plain(quantity: Decimal) -> str:
    """Return a quantity without trailing zeros or exponent."""
    return f"{quantity.normalize():f}"
