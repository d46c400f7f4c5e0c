"""What happens to orders. No customer in any of them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guildhall.kernel.events import Event, fact
from guildhall.kernel.money import Money
from guildhall.orders.states import LookReason


@fact("order.placed", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderPlaced(Event):
    number: str
    channel: str
    site: int
    store: str
    business_date: date
    units: Decimal
    total: Money
    tax: Money
    confirms_itself: bool


@fact("order.confirmed", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderConfirmed(Event):
    number: str


@fact("order.shipped", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderShipped(Event):
    number: str
    business_date: date
    currency: str
    units: Decimal


@fact("order.payment_noted", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderPaymentNoted(Event):
    number: str
    state: str
    paid: Money


@fact("order.completed", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderCompleted(Event):
    number: str


@fact("order.canceled", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderCanceled(Event):
    number: str
    reason: str
    business_date: date
    units: Decimal
    total: Money
    refund_due: Money
    # What is reserved of the customer's money and is to be let go. Facts of before lack it.
    void_due: Money | None = None


@fact("order.customer_shown", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerShown(Event):
    number: str
    reason: LookReason


@fact("customer.exported", subject="{subject_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerExported(Event):
    subject_id: str
    orders: int


@fact("customer.erased", subject="{subject_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerErased(Event):
    subject_id: str
    orders: int


@fact("order.part_shipped", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderPartShipped(Event):
    """`lines` by id: how many of each left."""

    number: str
    units: Decimal
    lines: dict[str, Decimal]


@fact("order.delivered", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderDelivered(Event):
    """`whole` where all that was shipped has arrived."""

    number: str
    lines: dict[str, Decimal]
    whole: bool


@fact("order.units_canceled", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderUnitsCanceled(Event):
    """A part was called off, or did not come to the bench (`short`); `total` is what it was."""

    number: str
    reason: str
    short: bool
    units: Decimal
    lines: dict[str, Decimal]
    total: Money
    refund_due: Money
    void_due: Money


@fact("order.expired", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderExpired(Event):
    number: str
    business_date: date
    units: Decimal
    total: Money


@fact("order.paid_late", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderPaidLate(Event):
    """Money came for a closed order, and goes back: `policy` says so, or its stock is gone."""

    number: str
    refund_due: Money
    void_due: Money
    policy: str


@fact("order.reopened", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderReopened(Event):
    number: str
    units: Decimal
    total: Money
    confirms_itself: bool
