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
    # Nobody paid in time.
    EXPIRED = "expired"


OPEN = "open"
OPEN_STATES = (OrderState.PLACED, OrderState.CONFIRMED)
CLOSED_STATES = (OrderState.CANCELED, OrderState.EXPIRED)


class OrderMove(StrEnum):
    CONFIRM = "confirm"
    COMPLETE = "complete"
    CANCEL = "cancel"
    EXPIRE = "expire"
    REOPEN = "reopen"


ORDER = Machine(
    start=OrderState.PLACED,
    moves={
        (OrderState.PLACED, OrderMove.CONFIRM): OrderState.CONFIRMED,
        (OrderState.PLACED, OrderMove.CANCEL): OrderState.CANCELED,
        (OrderState.PLACED, OrderMove.EXPIRE): OrderState.EXPIRED,
        (OrderState.CONFIRMED, OrderMove.CANCEL): OrderState.CANCELED,
        (OrderState.CONFIRMED, OrderMove.EXPIRE): OrderState.EXPIRED,
        (OrderState.CONFIRMED, OrderMove.COMPLETE): OrderState.COMPLETED,
        # Money came after all, and the goods are still there.
        (OrderState.EXPIRED, OrderMove.REOPEN): OrderState.PLACED,
    },
)


class PaymentState(StrEnum):
    """What the totals of an order's payments come to, set against what it comes to itself."""

    UNPAID = "unpaid"
    AUTHORIZED = "authorized"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


# Nothing more is to come in. After refunds whoever asks has to look at the totals.
SETTLED = (PaymentState.PAID, PaymentState.OVERPAID)


class PaymentMove(StrEnum):
    """Where the totals lead. They may lead back: a charge is charged back, a refund returns."""

    LACK = "lack"
    AUTHORIZE = "authorize"
    PAY_PART = "pay_part"
    PAY_ALL = "pay_all"
    PAY_MORE = "pay_more"
    REFUND_PART = "refund_part"
    REFUND_ALL = "refund_all"


LEADS_TO = {
    PaymentMove.LACK: PaymentState.UNPAID,
    PaymentMove.AUTHORIZE: PaymentState.AUTHORIZED,
    PaymentMove.PAY_PART: PaymentState.PARTIALLY_PAID,
    PaymentMove.PAY_ALL: PaymentState.PAID,
    PaymentMove.PAY_MORE: PaymentState.OVERPAID,
    PaymentMove.REFUND_PART: PaymentState.PARTIALLY_REFUNDED,
    PaymentMove.REFUND_ALL: PaymentState.REFUNDED,
}
PAYMENT = Machine(
    start=PaymentState.UNPAID,
    moves={(state, move): to for state in PaymentState for move, to in LEADS_TO.items()},
)


class FulfillmentState(StrEnum):
    UNFULFILLED = "unfulfilled"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    FULFILLED = "fulfilled"
    CANCELED = "canceled"


UNSHIPPED_STATES = (FulfillmentState.UNFULFILLED, FulfillmentState.PARTIALLY_FULFILLED)


class FulfillmentMove(StrEnum):
    SHIP_PART = "ship_part"
    SHIP = "ship"
    CANCEL = "cancel"
    REOPEN = "reopen"


FULFILLMENT = Machine(
    start=FulfillmentState.UNFULFILLED,
    moves={
        (FulfillmentState.UNFULFILLED, FulfillmentMove.SHIP_PART): (
            FulfillmentState.PARTIALLY_FULFILLED
        ),
        (FulfillmentState.UNFULFILLED, FulfillmentMove.SHIP): FulfillmentState.FULFILLED,
        (FulfillmentState.UNFULFILLED, FulfillmentMove.CANCEL): FulfillmentState.CANCELED,
        (FulfillmentState.PARTIALLY_FULFILLED, FulfillmentMove.SHIP_PART): (
            FulfillmentState.PARTIALLY_FULFILLED
        ),
        # The rest was sent, or it was called off.
        (FulfillmentState.PARTIALLY_FULFILLED, FulfillmentMove.SHIP): FulfillmentState.FULFILLED,
        # An edit added goods to what had left.
        (FulfillmentState.FULFILLED, FulfillmentMove.REOPEN): (
            FulfillmentState.PARTIALLY_FULFILLED
        ),
        (FulfillmentState.CANCELED, FulfillmentMove.REOPEN): FulfillmentState.UNFULFILLED,
    },
)


class ReturnState(StrEnum):
    """Returns come with a room of their own; until then this life has one state."""

    NONE = "none"


class DeltaReason(StrEnum):
    """Why an order comes to something else than before."""

    PLACED = "placed"
    EDITED = "edited"
    CANCELED = "canceled"
    SHORT = "short"
    EXPIRED = "expired"
    REOPENED = "reopened"


class EditState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class EditMove(StrEnum):
    CONFIRM = "confirm"
    DECLINE = "decline"


EDIT = Machine(
    start=EditState.OPEN,
    moves={
        (EditState.OPEN, EditMove.CONFIRM): EditState.CONFIRMED,
        (EditState.OPEN, EditMove.DECLINE): EditState.DECLINED,
    },
)


class HoldReason(StrEnum):
    """Why an order waits though it could go on."""

    ADDRESS = "address"
    PAYMENT = "payment"
    FRAUD = "fraud"
    STOCK = "stock"
    CUSTOMER = "customer"
    OTHER = "other"


class FraudState(StrEnum):
    NONE = ""
    REVIEW = "review"
    APPROVED = "approved"
    DENIED = "denied"


class FraudMove(StrEnum):
    ASK = "ask"
    APPROVE = "approve"
    DENY = "deny"


FRAUD = Machine(
    start=FraudState.NONE,
    moves={
        (FraudState.NONE, FraudMove.ASK): FraudState.REVIEW,
        (FraudState.APPROVED, FraudMove.ASK): FraudState.REVIEW,
        (FraudState.REVIEW, FraudMove.APPROVE): FraudState.APPROVED,
        (FraudState.REVIEW, FraudMove.DENY): FraudState.DENIED,
        (FraudState.DENIED, FraudMove.ASK): FraudState.REVIEW,
    },
)


class Visibility(StrEnum):
    """Who reads a note: everybody who may see the order, or who works for its brand."""

    TEAM = "team"
    BRAND = "brand"


class LatePayment(StrEnum):
    """What a channel does about money that comes after an order was closed for want of it."""

    REFUND = "refund"
    REOPEN = "reopen"


class OrderSort(StrEnum):
    """In which order a list shows them."""

    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"


class BatchState(StrEnum):
    """Where something stands that is done to many orders at once."""

    OPEN = "open"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class BatchMove(StrEnum):
    START = "start"
    FINISH = "finish"
    STOP = "stop"


BATCH = Machine(
    start=BatchState.OPEN,
    moves={
        (BatchState.OPEN, BatchMove.START): BatchState.RUNNING,
        (BatchState.OPEN, BatchMove.STOP): BatchState.STOPPED,
        (BatchState.RUNNING, BatchMove.FINISH): BatchState.DONE,
        (BatchState.RUNNING, BatchMove.STOP): BatchState.STOPPED,
    },
)


class BatchAct(StrEnum):
    """What is done to many orders at once."""

    CONFIRM = "confirm"
    SHIP = "ship"
    HOLD = "hold"
    RELEASE = "release"
    TAG = "tag"
    UNTAG = "untag"
    NOTE = "note"
    CANCEL = "cancel"


class Outcome(StrEnum):
    """What became of one order of many."""

    DONE = "done"
    REFUSED = "refused"


class EditKind(StrEnum):
    """What an edit changes."""

    ADD = "add"
    # How many of a line there are to be: none takes it out.
    QUANTITY = "quantity"
    PRICE = "price"
    CUSTOMER = "customer"
    SHIPPING = "shipping"
