"""What others may see of orders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from guildhall.inventory.types import Demand, Waiting
from guildhall.kernel.money import Money
from guildhall.orders.states import FulfillmentState, OrderState
from guildhall.orders.types.carts import Customer, ShippingCharge


def version_of(order: UUID, updated_at: datetime) -> str:
    """Return the name of an order's present state: every change gives it another one."""
    return f"{order.hex[-12:]}-{updated_at:%Y%m%d%H%M%S%f}"


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
    """A line as it was frozen, and what its units came to. A bundle's has parts."""

    sku: str
    title: str
    unit: str
    quantity: Decimal
    unit_price: Money
    tax: Money
    total: Money
    price_origin: dict[str, str]
    parts: tuple[LinePart, ...] = ()
    id: UUID | None = None
    counts: Mapping[str, Decimal] = field(default_factory=dict)
    discount: Money | None = None

    @property
    def left(self) -> Decimal:
        """How many can still be called off."""
        gone = (self.counts.get(name, Decimal(0)) for name in ("canceled", "fulfilled"))
        return self.quantity - sum(gone, Decimal(0))

    @property
    def to_leave(self) -> Decimal:
        """How many have neither left nor been called off."""
        gone = (self.counts.get(name, Decimal(0)) for name in ("canceled", "shipped"))
        return self.quantity - sum(gone, Decimal(0))


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
    holds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fraud: str = ""
    duplicate_of: str = ""

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
class BaseWorth:
    """What an order comes to in the house's currency, at the rate frozen when it was placed.

    Without a rate nobody had said one; `is_stale` is one that was too old on that day already.
    """

    currency: str
    total: Money | None
    rate: Decimal | None
    day: date | None
    source: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order in full; its customer is masked, but in an export of the customer's own.

    `waiting` is what of it has yet to arrive, and for which day that is promised. `customer_id`
    is whose it is, where that is known; without pay by `expires_at` it expires.
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
    shipping: ShippingCharge | None = None
    customer_id: UUID | None = None
    channel_reference: str = ""
    expires_at: datetime | None = None
    base: BaseWorth | None = None


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

    `state` may also be `open`: placed or confirmed. `flag` is `held`, `fraud`, `duplicate`,
    `problem` (any of these) or `overpaid`; `hold` is one reason for which they wait.
    `scopes` is the reach of whoever asks, and `known` where they may see customers, so that
    `text` finds those too: None is nowhere.
    """

    text: str = ""
    state: str = ""
    payment: str = ""
    fulfillment: str = ""
    store: str = ""
    channel: str = ""
    brand: str = ""
    tag: str = ""
    flag: str = ""
    hold: str = ""
    since: date | None = None
    until: date | None = None
    placed_before: datetime | None = None
    updated_since: datetime | None = None
    expires_before: datetime | None = None
    scopes: tuple[str, ...] = ()
    known: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """The work queue: each number counts the list of the same filter, up to 10,001."""

    to_confirm: int
    to_ship: int
    unpaid: int
    late: int
