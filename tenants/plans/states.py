"""The life of a subscription."""

from enum import StrEnum

from guildhall.kernel.states import Machine


class SubscriptionState(StrEnum):
    TRIAL = "trial"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    SUSPENDED = "suspended"


class SubscriptionMove(StrEnum):
    START = "start"
    FALL_DUE = "fall_due"
    SUSPEND = "suspend"
    SETTLE = "settle"


SUBSCRIPTION = Machine(
    start=SubscriptionState.TRIAL,
    moves={
        (SubscriptionState.TRIAL, SubscriptionMove.START): SubscriptionState.ACTIVE,
        (SubscriptionState.TRIAL, SubscriptionMove.FALL_DUE): SubscriptionState.PAST_DUE,
        (SubscriptionState.ACTIVE, SubscriptionMove.FALL_DUE): SubscriptionState.PAST_DUE,
        (SubscriptionState.PAST_DUE, SubscriptionMove.SUSPEND): SubscriptionState.SUSPENDED,
        (SubscriptionState.PAST_DUE, SubscriptionMove.SETTLE): SubscriptionState.ACTIVE,
        (SubscriptionState.SUSPENDED, SubscriptionMove.SETTLE): SubscriptionState.ACTIVE,
    },
)


class EntryKind(StrEnum):
    """What moves an account. Charges are owed; payments and credits take from what is owed."""

    CHARGE = "charge"
    PAYMENT = "payment"
    CREDIT = "credit"


class InvoiceKind(StrEnum):
    PERIOD = "period"
    CHANGE = "change"


class LineKind(StrEnum):
    """What a line of an invoice is for."""

    PERIOD = "period"
    REST_OF_NEW = "rest_of_new"
    REST_OF_OLD = "rest_of_old"


class When(StrEnum):
    """When a change of plan takes effect: more at once, less when what is paid for is over."""

    NOW = "now"
    AT_PERIOD_END = "at_period_end"


class Level(StrEnum):
    """How close something is to its limit."""

    FREE = "free"
    NEAR = "near"
    FULL = "full"
