"""What happens to orders. No customer in any of them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from guildhall.kernel.events import Event, fact
from guildhall.kernel.money import Money
from guildhall.orders.states import FraudState, HoldReason, LookReason, Visibility


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


@fact("order.customer_erased", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderBlanked(Event):
    """Who bought is no longer to be read of this order; whoever keeps more of them forgets it."""

    number: str


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
    business_date: date
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
    business_date: date
    units: Decimal
    total: Money
    confirms_itself: bool


@fact("order.held", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderHeld(Event):
    """It waits: `hold` is one of our reasons, `reason` what somebody wrote."""

    number: str
    hold: HoldReason
    reason: str


@fact("order.released", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderReleased(Event):
    """It waits no more for this; `confirms_itself` where it goes on by itself now."""

    number: str
    hold: HoldReason
    confirms_itself: bool


@fact("order.tagged", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderTagged(Event):
    number: str
    added: list[str]
    removed: list[str]


@fact("order.note_added", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderNoteAdded(Event):
    """What it says stays with the note; `mentions` are the people that it calls."""

    number: str
    note: UUID
    visibility: Visibility
    mentions: list[UUID]


@fact("order.fraud_judged", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderFraudJudged(Event):
    """Somebody asked for a review, approved it or denied it."""

    number: str
    state: FraudState
    reason: str


@fact("order.duplicate_found", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderDuplicateFound(Event):
    """The same customer has asked for the same shortly before, as `other`."""

    number: str
    other: str


@fact("order.duplicate_cleared", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderDuplicateCleared(Event):
    """Somebody looked, and it is an order of its own: not the same as `other`."""

    number: str
    other: str


@fact("order.edit_begun", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderEditBegun(Event):
    number: str
    edit: UUID
    reason: str


@fact("order.edit_declined", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderEditDeclined(Event):
    number: str
    edit: UUID


@fact("order.edited", subject="order:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OrderEdited(Event):
    """What was asked for is so now; `units` and `total` are what it comes to more, or less."""

    number: str
    edit: UUID
    revision: int
    reason: str
    business_date: date
    units: Decimal
    total: Money
    refund_due: Money
    void_due: Money
    payment_due: Money
    is_readdressed: bool
