"""WeChat's words in ours: fen, times, states and noes. Pure."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from guildhall.kernel.money import Money
from guildhall.payments.states import Outcome, Reason

CURRENCY = "CNY"
# Their business day, whatever ours is.
ZONE = ZoneInfo("Asia/Shanghai")

# What a code says of a call. Not here: SYSTEM_ERROR, BANK_ERROR and the like, which say nothing.
REASONS = {
    "NOTENOUGH": Reason.INSUFFICIENT_FUNDS,
    "NOT_ENOUGH": Reason.BALANCE_TOO_LOW,
    "USER_ACCOUNT_ABNORMAL": Reason.NOT_POSSIBLE_ANY_MORE,
    "ACCOUNTERROR": Reason.DECLINED,
    "ACCOUNT_ERROR": Reason.DECLINED,
    "TRADE_ERROR": Reason.DECLINED,
    "PAYERROR": Reason.DECLINED,
    "AUTHCODEEXPIRE": Reason.EXPIRED_MEANS,
    "AUTH_CODE_EXPIRED": Reason.EXPIRED_MEANS,
    "AUTH_CODE_ERROR": Reason.WRONG_CODE,
    "AUTH_CODE_INVALID": Reason.WRONG_CODE,
    "INVALID_AUTH_CODE": Reason.WRONG_CODE,
    "ORDERPAID": Reason.ALREADY_DONE,
    "ORDERREVERSED": Reason.NOT_POSSIBLE_ANY_MORE,
    "REVERSE_EXPIRE": Reason.NOT_POSSIBLE_ANY_MORE,
    "ORDERCLOSED": Reason.EXPIRED,
    "ORDER_CLOSED": Reason.EXPIRED,
    "OUT_TRADE_NO_USED": Reason.REQUEST_INVALID,
    "FREQUENCY_LIMITED": Reason.TOO_MANY_CALLS,
    "RATELIMIT_EXCEEDED": Reason.TOO_MANY_CALLS,
    "RATE_LIMITED": Reason.TOO_MANY_CALLS,
    "RULELIMIT": Reason.LIMIT_EXCEEDED,
    "RULE_LIMIT": Reason.LIMIT_EXCEEDED,
    "SIGN_ERROR": Reason.CREDENTIALS_REFUSED,
    "MCH_NOT_EXISTS": Reason.CREDENTIALS_REFUSED,
    "APPID_MCHID_NOT_MATCH": Reason.CREDENTIALS_REFUSED,
    "NO_AUTH": Reason.NOT_ENABLED,
    "NOAUTH": Reason.NOT_ENABLED,
    "CURRENCY_NOT_SUPPORT": Reason.CURRENCY_NOT_TAKEN,
    "NOT_SUPORT_CARD": Reason.METHOD_NOT_TAKEN,
    "NOTSUPORTCARD": Reason.METHOD_NOT_TAKEN,
    "PARAM_ERROR": Reason.REQUEST_INVALID,
    "INVALID_REQUEST": Reason.REQUEST_INVALID,
    "OPENID_MISMATCH": Reason.REQUEST_INVALID,
    "RECEIVER_HIGH_RISK": Reason.FRAUD_SUSPECTED,
    "RECEIVER_REAL_NAME_NOT_VERIFIED": Reason.AUTHENTICATION_FAILED,
    "RECEIVER_RECEIPT_LIMIT": Reason.LIMIT_EXCEEDED,
    "ACCOUNT_ABNORMAL": Reason.DECLINED,
    "ACCOUNT_NOT_EXISTS": Reason.DECLINED,
    "NO_RELATION": Reason.NOT_ENABLED,
    "NO_RECEIVER": Reason.NOT_ENABLED,
    "BALANCE_NOT_ENOUGH": Reason.BALANCE_TOO_LOW,
    "TIME_OUT_CLOSED": Reason.EXPIRED,
    "PAYER_ACCOUNT_ABNORMAL": Reason.DECLINED,
    "INVALID_RECEIVER": Reason.REQUEST_INVALID,
}
ABSENT = frozenset(
    {"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS", "RESOURCE_NOT_EXIST"}
)
# The customer is typing a password, or the bank thinks: neither yes nor no.
STILL_PAYING = frozenset({"USERPAYING", "USER_PAYING"})
# They failed before they could know: the order may stand.
UNKNOWN = frozenset({"SYSTEM_ERROR", "SYSTEMERROR", "BANK_ERROR", "BANKERROR"})

_STATES = {
    "SUCCESS": Outcome.DONE,
    "REFUND": Outcome.DONE,
    "NOTPAY": Outcome.ACTION_REQUIRED,
    "USERPAYING": Outcome.PENDING,
    "ACCEPT": Outcome.PENDING,
    "CLOSED": Outcome.REFUSED,
    "REVOKED": Outcome.REFUSED,
    "PAYERROR": Outcome.REFUSED,
}
_STATE_REASONS = {
    "CLOSED": Reason.EXPIRED,
    "REVOKED": Reason.CUSTOMER_CANCELED,
    "PAYERROR": Reason.DECLINED,
}


def outcome_of(status: int, code: str) -> Outcome:
    """Return what an answer that is no success means."""
    if code in STILL_PAYING:
        return Outcome.PENDING
    if code in ABSENT:
        return Outcome.ABSENT
    if status >= 500 or code in UNKNOWN or not code:
        return Outcome.UNKNOWN
    return Outcome.REFUSED


def reason_of(code: str) -> Reason:
    return REASONS.get(code, Reason.OTHER)


def state_outcome(state: str) -> tuple[Outcome, Reason | None]:
    """Return what the state of an order means; of a state we never heard, nothing is known."""
    return _STATES.get(state, Outcome.UNKNOWN), _STATE_REASONS.get(state)


def fen(money: Money) -> int:
    """Return an amount as the API counts it."""
    return int(money.rounded().amount * 100)


def from_fen(count: int) -> Money:
    return Money(Decimal(count).scaleb(-2), CURRENCY)


def moment(text: str) -> datetime:
    """Return a time as the API writes it, with its offset."""
    return datetime.fromisoformat(text)


def shown(at: datetime) -> str:
    """Return a time as the API reads it: their zone, whole seconds."""
    return at.astimezone(ZONE).isoformat(timespec="seconds")


def text_at(found: Mapping[str, Any], *path: str) -> str:
    """Return a text inside an answer, empty where it is missing."""
    here: Any = found
    for name in path:
        here = here.get(name) if isinstance(here, Mapping) else None
    return "" if here is None else str(here)
