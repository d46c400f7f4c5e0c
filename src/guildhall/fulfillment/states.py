"""What can happen to a fulfillment order, a pick list, a parcel and a call to a carrier."""

from enum import StrEnum

from guildhall.kernel.states import Machine


class WorkState(StrEnum):
    """Where a fulfillment order stands: goods of one order that leave one location together."""

    OPEN = "open"
    ON_HOLD = "on_hold"
    IN_PROGRESS = "in_progress"
    PACKED = "packed"
    SHIPPED = "shipped"
    CANCELED = "canceled"
    # Its lines went on with another one.
    MERGED = "merged"


WAITING_STATES = (WorkState.OPEN, WorkState.ON_HOLD)
LIVE_STATES = (*WAITING_STATES, WorkState.IN_PROGRESS, WorkState.PACKED)
TO_DO = (WorkState.OPEN, WorkState.IN_PROGRESS, WorkState.PACKED)


class WorkMove(StrEnum):
    HOLD = "hold"
    RELEASE = "release"
    START = "start"
    STOP = "stop"
    PACK = "pack"
    UNPACK = "unpack"
    SHIP = "ship"
    CANCEL = "cancel"
    MERGE = "merge"
    # The order has left as a whole, whatever was picked of it here.
    CLOSE = "close"


OF_PEOPLE = tuple(move for move in WorkMove if move is not WorkMove.CLOSE)
WORK = Machine(
    start=WorkState.OPEN,
    moves={
        (WorkState.OPEN, WorkMove.HOLD): WorkState.ON_HOLD,
        (WorkState.OPEN, WorkMove.START): WorkState.IN_PROGRESS,
        (WorkState.OPEN, WorkMove.PACK): WorkState.PACKED,
        (WorkState.OPEN, WorkMove.SHIP): WorkState.SHIPPED,
        (WorkState.OPEN, WorkMove.CANCEL): WorkState.CANCELED,
        (WorkState.OPEN, WorkMove.MERGE): WorkState.MERGED,
        (WorkState.ON_HOLD, WorkMove.HOLD): WorkState.ON_HOLD,
        (WorkState.ON_HOLD, WorkMove.RELEASE): WorkState.OPEN,
        (WorkState.ON_HOLD, WorkMove.CANCEL): WorkState.CANCELED,
        (WorkState.IN_PROGRESS, WorkMove.HOLD): WorkState.ON_HOLD,
        (WorkState.IN_PROGRESS, WorkMove.STOP): WorkState.OPEN,
        (WorkState.IN_PROGRESS, WorkMove.PACK): WorkState.PACKED,
        (WorkState.IN_PROGRESS, WorkMove.SHIP): WorkState.SHIPPED,
        (WorkState.IN_PROGRESS, WorkMove.CANCEL): WorkState.CANCELED,
        (WorkState.PACKED, WorkMove.HOLD): WorkState.ON_HOLD,
        (WorkState.PACKED, WorkMove.UNPACK): WorkState.IN_PROGRESS,
        (WorkState.PACKED, WorkMove.SHIP): WorkState.SHIPPED,
        (WorkState.PACKED, WorkMove.CANCEL): WorkState.CANCELED,
        **{(state, WorkMove.CLOSE): WorkState.SHIPPED for state in LIVE_STATES},
    },
)


class HoldReason(StrEnum):
    """Why goods may not leave yet."""

    AWAITING_STOCK = "awaiting_stock"
    AWAITING_PAYMENT = "awaiting_payment"
    ADDRESS = "address"
    FRAUD = "fraud"
    CUSTOMER = "customer"
    DAMAGED = "damaged"
    NOT_FOUND = "not_found"
    OTHER = "other"


BY_HAND = tuple(reason for reason in HoldReason if reason is not HoldReason.AWAITING_STOCK)


class ListState(StrEnum):
    """Where a pick list stands."""

    OPEN = "open"
    DONE = "done"
    CANCELED = "canceled"


class ListMove(StrEnum):
    FINISH = "finish"
    CANCEL = "cancel"


PICK_LIST = Machine(
    start=ListState.OPEN,
    moves={
        (ListState.OPEN, ListMove.FINISH): ListState.DONE,
        (ListState.OPEN, ListMove.CANCEL): ListState.CANCELED,
    },
)


class ParcelState(StrEnum):
    """What we did with a parcel. What its carrier says of it is another life: `Tracked`."""

    OPEN = "open"
    SEALED = "sealed"
    SHIPPED = "shipped"
    VOID = "void"


class ParcelMove(StrEnum):
    SEAL = "seal"
    UNSEAL = "unseal"
    SHIP = "ship"
    DROP = "drop"


PARCEL = Machine(
    start=ParcelState.OPEN,
    moves={
        (ParcelState.OPEN, ParcelMove.SEAL): ParcelState.SEALED,
        (ParcelState.OPEN, ParcelMove.SHIP): ParcelState.SHIPPED,
        (ParcelState.OPEN, ParcelMove.DROP): ParcelState.VOID,
        (ParcelState.SEALED, ParcelMove.UNSEAL): ParcelState.OPEN,
        (ParcelState.SEALED, ParcelMove.SHIP): ParcelState.SHIPPED,
        (ParcelState.SEALED, ParcelMove.DROP): ParcelState.VOID,
    },
)


class Tracked(StrEnum):
    """What a carrier says of a parcel, in words of ours. Any may follow any: carriers do that."""

    UNKNOWN = "unknown"
    ANNOUNCED = "announced"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    TO_COLLECT = "to_collect"
    ATTEMPT_FAILED = "attempt_failed"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    RETURNED = "returned"
    EXPIRED = "expired"


ARRIVED = (Tracked.DELIVERED, Tracked.RETURNED)


class CallKind(StrEnum):
    """What a carrier is asked to do."""

    LABEL = "label"
    VOID = "void"
    REGISTER = "register"
    LOOK = "look"


class CallState(StrEnum):
    """Where a call stands. `unknown`: it was sent and nobody heard the answer; it is asked for."""

    WAITING = "waiting"
    SENT = "sent"
    UNKNOWN = "unknown"
    DONE = "done"
    REFUSED = "refused"


class CallMove(StrEnum):
    SEND = "send"
    LOSE = "lose"
    END = "end"
    REFUSE = "refuse"


CALL = Machine(
    start=CallState.WAITING,
    moves={
        (CallState.WAITING, CallMove.SEND): CallState.SENT,
        (CallState.WAITING, CallMove.REFUSE): CallState.REFUSED,
        (CallState.SENT, CallMove.LOSE): CallState.UNKNOWN,
        (CallState.SENT, CallMove.END): CallState.DONE,
        (CallState.SENT, CallMove.REFUSE): CallState.REFUSED,
        # The carrier never had it, or is asked about it: it goes out again under the same key.
        (CallState.UNKNOWN, CallMove.SEND): CallState.SENT,
        (CallState.UNKNOWN, CallMove.END): CallState.DONE,
        (CallState.UNKNOWN, CallMove.REFUSE): CallState.REFUSED,
    },
)


class Outcome(StrEnum):
    """What a carrier answered."""

    DONE = "done"
    REFUSED = "refused"
    # Timeout, broken line, 5xx: it may have happened. Ask; never take it for a no.
    UNKNOWN = "unknown"
    # The carrier knows nothing of what was asked for.
    ABSENT = "absent"


class Ability(StrEnum):
    """What a carrier can do; who asks for more is refused before anything is sent."""

    LABEL = "label"
    VOID = "void"
    REGISTER = "register"
    LOOK = "look"
    NOTICE = "notice"


class NoticeState(StrEnum):
    """What became of a notification that a carrier sent."""

    RECEIVED = "received"
    APPLIED = "applied"
    # It tells of nothing of ours.
    FOREIGN = "foreign"
    BROKEN = "broken"


class Reason(StrEnum):
    """Why a carrier said no, in words of the trade; each adapter maps its vendor's codes."""

    ADDRESS_REFUSED = "address_refused"
    SERVICE_NOT_OFFERED = "service_not_offered"
    PARCEL_REFUSED = "parcel_refused"
    NUMBER_REFUSED = "number_refused"
    ALREADY_DONE = "already_done"
    NOT_POSSIBLE_ANY_MORE = "not_possible_any_more"
    BALANCE_TOO_LOW = "balance_too_low"
    CREDENTIALS_REFUSED = "credentials_refused"
    TOO_MANY_CALLS = "too_many_calls"
    NOT_ENABLED = "not_enabled"
    REQUEST_INVALID = "request_invalid"
    OTHER = "other"
