"""The four lives of an order: the order itself, its payment, its fulfillment, its returns."""

from enum import StrEnum

from guildhall.kernel.states import Machine

# Whoever holds one of these may see who bought: they say why, and that is kept.
SEES_CUSTOMERS = ("customers:view", "orders:edit")


class LookReason(StrEnum):
    """Why somebody looks who bought."""

    DELIVERY = "delivery"
    QUESTION = "question"
    PAYMENT = "payment"
    FRAUD = "fraud"
    OTHER = "other"


class OrderState(StrEnum):
    PLACED = "placed"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELED = "canceled"


OPEN = "open"
OPEN_STATES = (OrderState.PLACED, OrderState.CONFIRMED)


class OrderMove(StrEnum):
    CONFIRM = "confirm"
    COMPLETE = "complete"
    CANCEL = "cancel"


ORDER = Machine(
    start=OrderState.PLACED,
    moves={
        (OrderState.PLACED, OrderMove.CONFIRM): OrderState.CONFIRMED,
        (OrderState.PLACED, OrderMove.CANCEL): OrderState.CANCELED,
        (OrderState.CONFIRMED, OrderMove.CANCEL): OrderState.CANCELED,
        (OrderState.CONFIRMED, OrderMove.COMPLETE): OrderState.COMPLETED,
    },
)


class PaymentState(StrEnum):
    UNPAID = "unpaid"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"


class PaymentMove(StrEnum):
    PAY_PART = "pay_part"
    PAY_ALL = "pay_all"


PAYMENT = Machine(
    start=PaymentState.UNPAID,
    moves={
        (PaymentState.UNPAID, PaymentMove.PAY_PART): PaymentState.PARTIALLY_PAID,
        (PaymentState.UNPAID, PaymentMove.PAY_ALL): PaymentState.PAID,
        (PaymentState.PARTIALLY_PAID, PaymentMove.PAY_PART): PaymentState.PARTIALLY_PAID,
        (PaymentState.PARTIALLY_PAID, PaymentMove.PAY_ALL): PaymentState.PAID,
        (PaymentState.PAID, PaymentMove.PAY_ALL): PaymentState.PAID,
    },
)


class FulfillmentState(StrEnum):
    UNFULFILLED = "unfulfilled"
    FULFILLED = "fulfilled"
    CANCELED = "canceled"


class FulfillmentMove(StrEnum):
    SHIP = "ship"
    CANCEL = "cancel"


FULFILLMENT = Machine(
    start=FulfillmentState.UNFULFILLED,
    moves={
        (FulfillmentState.UNFULFILLED, FulfillmentMove.SHIP): FulfillmentState.FULFILLED,
        (FulfillmentState.UNFULFILLED, FulfillmentMove.CANCEL): FulfillmentState.CANCELED,
    },
)


class ReturnState(StrEnum):
    """Returns come with a room of their own; until then this life has one state."""

    NONE = "none"
