"""What can happen to a payment, and to a call that asks a provider for it."""

from enum import StrEnum

from guildhall.kernel.states import Machine


class Method(StrEnum):
    """Money that no provider moves: somebody here has seen it."""

    MANUAL = "manual"
    CASH = "cash"
    BANK_TRANSFER = "bank_transfer"


class Strategy(StrEnum):
    """Whether money is reserved first and taken later, or taken at once."""

    AUTHORIZE = "authorize"
    CHARGE = "charge"


class Stand(StrEnum):
    """How a payment stands, in one word: read from its amounts and its first call."""

    WAITING = "waiting"
    ACTION_NEEDED = "action_needed"
    PENDING = "pending"
    AUTHORIZED = "authorized"
    CHARGED = "charged"
    REFUNDED = "refunded"
    VOIDED = "voided"
    REFUSED = "refused"
    CHARGED_BACK = "charged_back"


class Step(StrEnum):
    """One event in a payment's history. A request without a result is pending."""

    AUTHORIZE_REQUEST = "authorize_request"
    AUTHORIZE_SUCCESS = "authorize_success"
    AUTHORIZE_FAILURE = "authorize_failure"
    CHARGE_REQUEST = "charge_request"
    CHARGE_SUCCESS = "charge_success"
    CHARGE_FAILURE = "charge_failure"
    REFUND_REQUEST = "refund_request"
    REFUND_SUCCESS = "refund_success"
    REFUND_FAILURE = "refund_failure"
    CANCEL_REQUEST = "cancel_request"
    CANCEL_SUCCESS = "cancel_success"
    CANCEL_FAILURE = "cancel_failure"
    # What the provider says is authorized from now on, whatever it was before.
    ADJUSTMENT = "adjustment"
    CHARGE_BACK = "charge_back"
    # A charge back that was won, a refund that came back.
    CHARGE_BACK_REVERSE = "charge_back_reverse"
    REFUND_REVERSE = "refund_reverse"
    ACTION_REQUIRED = "action_required"
    INFO = "info"


class CallKind(StrEnum):
    """What a provider is asked to do."""

    BEGIN = "begin"
    CAPTURE = "capture"
    VOID = "void"
    REFUND = "refund"


class CallState(StrEnum):
    """Where a call stands. `unknown`: it was sent and nobody heard the answer; it is asked for."""

    WAITING = "waiting"
    SENT = "sent"
    UNKNOWN = "unknown"
    # The provider has it and will tell; or the customer has to act first.
    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


class CallMove(StrEnum):
    SEND = "send"
    LOSE = "lose"
    WAIT = "wait"
    END = "end"
    REFUSE = "refuse"


CALL = Machine(
    start=CallState.WAITING,
    moves={
        (CallState.WAITING, CallMove.SEND): CallState.SENT,
        # Told by a notification, or called off, before anybody sent it.
        (CallState.WAITING, CallMove.END): CallState.DONE,
        (CallState.WAITING, CallMove.REFUSE): CallState.REFUSED,
        (CallState.SENT, CallMove.LOSE): CallState.UNKNOWN,
        (CallState.SENT, CallMove.WAIT): CallState.PENDING,
        (CallState.SENT, CallMove.END): CallState.DONE,
        (CallState.SENT, CallMove.REFUSE): CallState.REFUSED,
        # The provider never had it: it is sent again, under the same key.
        (CallState.UNKNOWN, CallMove.SEND): CallState.SENT,
        (CallState.UNKNOWN, CallMove.LOSE): CallState.UNKNOWN,
        (CallState.UNKNOWN, CallMove.WAIT): CallState.PENDING,
        (CallState.UNKNOWN, CallMove.END): CallState.DONE,
        (CallState.UNKNOWN, CallMove.REFUSE): CallState.REFUSED,
        (CallState.PENDING, CallMove.WAIT): CallState.PENDING,
        (CallState.PENDING, CallMove.END): CallState.DONE,
        (CallState.PENDING, CallMove.REFUSE): CallState.REFUSED,
    },
)


class Outcome(StrEnum):
    """What a provider answered."""

    DONE = "done"
    PENDING = "pending"
    ACTION_REQUIRED = "action_required"
    REFUSED = "refused"
    # Timeout, broken line, 5xx: it may have happened. Ask; never take it for a no.
    UNKNOWN = "unknown"
    # The provider knows nothing of what was asked for.
    ABSENT = "absent"


class Ability(StrEnum):
    """What a provider can do; who asks for more is refused before anything is sent."""

    AUTHORIZE = "authorize"
    CAPTURE_PART = "capture_part"
    CAPTURE_OFTEN = "capture_often"
    VOID = "void"
    REFUND = "refund"
    REFUND_PART = "refund_part"
    SCAN = "scan"
    SPLIT = "split"
    BILL = "bill"
    DISPUTE = "dispute"


class Reason(StrEnum):
    """Why a provider said no, in words of the trade; each adapter maps its vendor's codes."""

    DECLINED = "declined"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED_MEANS = "expired_means"
    WRONG_CODE = "wrong_code"
    AUTHENTICATION_FAILED = "authentication_failed"
    FRAUD_SUSPECTED = "fraud_suspected"
    LIMIT_EXCEEDED = "limit_exceeded"
    CURRENCY_NOT_TAKEN = "currency_not_taken"
    AMOUNT_NOT_TAKEN = "amount_not_taken"
    METHOD_NOT_TAKEN = "method_not_taken"
    CUSTOMER_CANCELED = "customer_canceled"
    EXPIRED = "expired"
    ALREADY_DONE = "already_done"
    NOT_POSSIBLE_ANY_MORE = "not_possible_any_more"
    BALANCE_TOO_LOW = "balance_too_low"
    CREDENTIALS_REFUSED = "credentials_refused"
    NOT_ENABLED = "not_enabled"
    TOO_MANY_CALLS = "too_many_calls"
    REQUEST_INVALID = "request_invalid"
    OTHER = "other"


class GrantState(StrEnum):
    """Where a granted refund stands: decided, asked of the providers, given back, or not."""

    NONE = "none"
    PENDING = "pending"
    SUCCESS = "success"
    FAILURE = "failure"
    WITHDRAWN = "withdrawn"


class GrantMove(StrEnum):
    EXECUTE = "execute"
    SUCCEED = "succeed"
    FAIL = "fail"
    WITHDRAW = "withdraw"


GRANT = Machine(
    start=GrantState.NONE,
    moves={
        (GrantState.NONE, GrantMove.EXECUTE): GrantState.PENDING,
        (GrantState.NONE, GrantMove.WITHDRAW): GrantState.WITHDRAWN,
        (GrantState.PENDING, GrantMove.SUCCEED): GrantState.SUCCESS,
        (GrantState.PENDING, GrantMove.FAIL): GrantState.FAILURE,
        (GrantState.FAILURE, GrantMove.EXECUTE): GrantState.PENDING,
        # What was refused came after all, as a notification says.
        (GrantState.FAILURE, GrantMove.SUCCEED): GrantState.SUCCESS,
        (GrantState.FAILURE, GrantMove.WITHDRAW): GrantState.WITHDRAWN,
        # The bank sent it back.
        (GrantState.SUCCESS, GrantMove.FAIL): GrantState.FAILURE,
    },
)


class NoticeState(StrEnum):
    """Where a notification stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class NoticeMove(StrEnum):
    READ = "read"
    GIVE_UP = "give_up"
    RETRY = "retry"


NOTICE = Machine(
    start=NoticeState.WAITING,
    moves={
        (NoticeState.WAITING, NoticeMove.READ): NoticeState.DONE,
        (NoticeState.WAITING, NoticeMove.GIVE_UP): NoticeState.FAILED,
        (NoticeState.FAILED, NoticeMove.RETRY): NoticeState.WAITING,
    },
)
