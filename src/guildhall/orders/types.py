"""What others may see of orders."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from guildhall.catalog.types import Part, PricedVariant
from guildhall.inventory.types import Demand, Point, Waiting
from guildhall.kernel.masks import mask_address, mask_email, mask_name, mask_phone
from guildhall.kernel.money import Money
from guildhall.orders.states import FulfillmentState, OrderState
from guildhall.organization.types import SiteCard, StoreCard


def version_of(order: UUID, updated_at: datetime) -> str:
    """Return the name of an order's present state: every change gives it another one."""
    return f"{order.hex[-12:]}-{updated_at:%Y%m%d%H%M%S%f}"


@dataclass(frozen=True, slots=True)
class Discount:
    """What one rule takes off a line, frozen with it: a later rule changes nothing."""

    rule: str
    version: str
    amount: Money

    @property
    def kept(self) -> dict[str, str]:
        return {"rule": self.rule, "version": self.version, "amount": str(self.amount.amount)}


@dataclass(frozen=True, slots=True)
class CartLine:
    """What a customer asks for, and what was granted off price times quantity."""

    sku: str
    quantity: Decimal
    discounts: tuple[Discount, ...] = ()


@dataclass(frozen=True, slots=True)
class ShippingCharge:
    """How an order goes to its customer, and what that costs: `net + tax = total`."""

    code: str
    name: str
    net: Money
    tax: Money
    tax_rate: Decimal = Decimal(0)

    @property
    def total(self) -> Money:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Customer:
    """Who buys. Personal: kept on the order's row, never in facts or logs.

    What queries return is masked; operations.show_customer returns it as it is, and is kept.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""

    @property
    def masked(self) -> "Customer":
        """Who buys, for those who need not know it."""
        return Customer(
            mask_name(self.name),
            mask_email(self.email),
            mask_phone(self.phone),
            mask_address(self.address),
        )


@dataclass(frozen=True, slots=True)
class Cart:
    """An order as it is asked for.

    `hold` names what a checkout holds for it, which becomes the order's. `near` is where it goes,
    for a channel that takes stock from the nearest location. `customer_group` is whose prices
    count, as a server of ours says that has signed the customer in. `customer_id` is who they
    are, where that is known. One that `awaits_payment` is confirmed by its checkout, then.
    """

    site: SiteCard
    currency: str
    lines: tuple[CartLine, ...]
    customer: Customer
    store: StoreCard | None = None
    channel_reference: str = ""
    customer_group: str = ""
    hold: str = ""
    near: Point | None = None
    shipping: ShippingCharge | None = None
    customer_id: UUID | None = None
    awaits_payment: bool = False


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """What one line costs: `net + tax = total`, to the cent."""

    net: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its price and tax, and what it consists of if it is a bundle."""

    quantity: Decimal
    variant: PricedVariant
    amounts: LineAmounts
    parts: tuple[Part, ...] = ()
    discounts: tuple[Discount, ...] = ()

    @property
    def demands(self) -> Iterator[Demand]:
        """What stock has to give for this line: of a bundle its parts."""
        if not self.parts:
            yield Demand(self.variant.variant_id, self.variant.sku, self.quantity)
        for part in self.parts:
            yield Demand(part.variant_id, part.sku, part.quantity * self.quantity)


@dataclass(frozen=True, slots=True)
class LinePart:
    """A component of a bundle's line, for the whole line, with its share of the amounts."""

    sku: str
    quantity: Decimal
    net: Money
    tax: Money

    @property
    def total(self) -> Money:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class OrderLineCard:
    """A line as it was frozen. A bundle's has parts."""

    sku: str
    title: str
    unit: str
    quantity: Decimal
    unit_price: Money
    tax: Money
    total: Money
    price_origin: dict[str, str]
    parts: tuple[LinePart, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list, with the masked name of its customer."""

    id: UUID
    number: str
    placed_at: datetime
    business_date: date
    channel: str
    store: str
    customer: str
    units: Decimal
    total: Money
    state: str
    payment_state: str
    fulfillment_state: str
    updated_at: datetime

    @property
    def version(self) -> str:
        return version_of(self.id, self.updated_at)

    @property
    def waits_for_shipment(self) -> bool:
        return (
            self.state == OrderState.CONFIRMED
            and self.fulfillment_state == FulfillmentState.UNFULFILLED
        )


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order in full; its customer is masked, but in an export of the customer's own.

    `waiting` is what of it has yet to arrive, and for which day that is promised.
    """

    row: OrderRow
    net: Money
    tax: Money
    return_state: str
    channel_status: str
    customer: Customer
    lines: tuple[OrderLineCard, ...]
    moves: tuple[str, ...]
    scopes: tuple[str, ...]
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One fact of an order's history."""

    type: str
    at: datetime
    actor: str
    details: dict[str, str]


@dataclass(frozen=True, slots=True)
class ShippableLine:
    """A line as fulfillment needs it: `goods` is what of it leaves, of a bundle its parts.

    `left` is how much of it has neither left nor been called off.
    """

    id: UUID
    sku: str
    title: str
    unit: str
    quantity: Decimal
    left: Decimal
    goods: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Shippable:
    """An order as fulfillment needs it: nothing of who bought."""

    number: str
    channel: str
    brand: str
    scopes: tuple[str, ...]
    is_confirmed: bool
    service: str
    lines: tuple[ShippableLine, ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaves a location: goods, and how many units of which line that makes."""

    location: str
    goods: tuple[Demand, ...]
    lines: tuple[tuple[UUID, Decimal], ...]


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What a list of orders shows. Empty fields do not narrow it.

    `state` may also be `open`: placed or confirmed. `scopes` is the reach of whoever asks, and
    `known` where they may see customers, so that `text` finds those too: None is nowhere.
    """

    text: str = ""
    state: str = ""
    payment: str = ""
    fulfillment: str = ""
    store: str = ""
    since: date | None = None
    until: date | None = None
    placed_before: datetime | None = None
    updated_since: datetime | None = None
    scopes: tuple[str, ...] = ()
    known: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """The work queue: each number counts the list of the same filter, up to 10,001."""

    to_confirm: int
    to_ship: int
    unpaid: int
    late: int
