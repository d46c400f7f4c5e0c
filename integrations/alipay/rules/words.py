"""Alipay's words in ours: yuan, times, states and noes. Pure."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from guildhall.kernel.money import Money
from guildhall.payments.states import Outcome, Reason

CURRENCY = "CNY"
ZONE = ZoneInfo("Asia/Shanghai")
_FORMAT = "%Y-%m-%d %H:%M:%S"

DONE, PAYING = "10000", "10003"
# Their gateway is down: it may have happened.
UNAVAILABLE = "20000"
ABSENT = frozenset({"ACQ.TRADE_NOT_EXIST"})
UNKNOWN = frozenset(
    {
        "ACQ.SYSTEM_ERROR",
        "aop.ACQ.SYSTEM_ERROR",
        "aop.unknow-error",
        "isp.unknow-error",
        "UNKNOW_ERROR",
    }
)
REASONS = {
    "ACQ.BUYER_BALANCE_NOT_ENOUGH": Reason.INSUFFICIENT_FUNDS,
    "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH": Reason.INSUFFICIENT_FUNDS,
    "ACQ.ERROR_BALANCE_PAYMENT_DISABLE": Reason.METHOD_NOT_TAKEN,
    "ACQ.PULL_MOBILE_CASHIER_FAIL": Reason.DECLINED,
    "ACQ.PAYMENT_FAIL": Reason.DECLINED,
    "ACQ.BUYER_ENABLE_STATUS_FORBID": Reason.DECLINED,
    "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE": Reason.METHOD_NOT_TAKEN,
    "ACQ.PAYMENT_AUTH_CODE_INVALID": Reason.WRONG_CODE,
    "ACQ.SOUNDWAVE_PARSER_FAIL": Reason.WRONG_CODE,
    "ACQ.PAYMENT_REQUEST_HAS_RISK": Reason.FRAUD_SUSPECTED,
    "ACQ.BUYER_SELLER_EQUAL": Reason.DECLINED,
    "ACQ.SELLER_BEEN_BLOCKED": Reason.NOT_ENABLED,
    "ACQ.TOTAL_FEE_EXCEED": Reason.LIMIT_EXCEEDED,
    "ACQ.BEYOND_PAY_RESTRICTION": Reason.LIMIT_EXCEEDED,
    "ACQ.BEYOND_PER_RECEIPT_RESTRICTION": Reason.LIMIT_EXCEEDED,
    "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR": Reason.LIMIT_EXCEEDED,
    "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR": Reason.LIMIT_EXCEEDED,
    "ACQ.TRADE_HAS_SUCCESS": Reason.ALREADY_DONE,
    "ACQ.TRADE_HAS_CLOSE": Reason.EXPIRED,
    "ACQ.TRADE_STATUS_ERROR": Reason.ALREADY_DONE,
    "ACQ.REASON_TRADE_STATUS_INVALID": Reason.ALREADY_DONE,
    "ACQ.TRADE_HAS_FINISHED": Reason.NOT_POSSIBLE_ANY_MORE,
    "ACQ.TRADE_NOT_ALLOW_REFUND": Reason.NOT_POSSIBLE_ANY_MORE,
    "ACQ.REASON_TRADE_BEEN_FREEZEN": Reason.NOT_POSSIBLE_ANY_MORE,
    "ACQ.TRADE_CANCEL_TIME_OUT": Reason.NOT_POSSIBLE_ANY_MORE,
    "ACQ.SELLER_BALANCE_NOT_ENOUGH": Reason.BALANCE_TOO_LOW,
    "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL": Reason.AMOUNT_NOT_TAKEN,
    "ACQ.REFUND_FEE_ERROR": Reason.AMOUNT_NOT_TAKEN,
    "ACQ.DISCORDANT_REPEAT_REQUEST": Reason.REQUEST_INVALID,
    "ACQ.CONTEXT_INCONSISTENT": Reason.REQUEST_INVALID,
    "ACQ.INVALID_PARAMETER": Reason.REQUEST_INVALID,
    "ACQ.EXIST_FORBIDDEN_WORD": Reason.REQUEST_INVALID,
    "ACQ.ACCESS_FORBIDDEN": Reason.NOT_ENABLED,
    "ACQ.PARTNER_ERROR": Reason.CREDENTIALS_REFUSED,
    "isv.insufficient-isv-permissions": Reason.NOT_ENABLED,
    "isv.invalid-signature": Reason.CREDENTIALS_REFUSED,
    "isv.missing-signature": Reason.CREDENTIALS_REFUSED,
    "isv.invalid-app-id": Reason.CREDENTIALS_REFUSED,
    "isv.invalid-method": Reason.REQUEST_INVALID,
    "isv.app-call-limited": Reason.TOO_MANY_CALLS,
    "isp.call-limited": Reason.TOO_MANY_CALLS,
}


def yuan(money: Money) -> str:
    return f"{money.rounded().amount:.2f}"


def from_yuan(text: str) -> Money:
    return Money(Decimal(text), CURRENCY)


def moment(text: str) -> datetime:
    """Return a time as Alipay writes it: theirs, to the second (or finer, in refunds)."""
    return datetime.strptime(text[:19], _FORMAT).replace(tzinfo=ZONE)


def shown(at: datetime) -> str:
    return at.astimezone(ZONE).strftime(_FORMAT)


def code_of(found: Mapping[str, Any]) -> str:
    """Return what an answer that is no success names as its cause."""
    return str(found.get("sub_code") or found.get("code") or "")


def outcome_of(found: Mapping[str, Any]) -> Outcome:
    """Return what an answer that is no success means; one without a code was never heard."""
    code = code_of(found)
    if found.get("code") == PAYING:
        return Outcome.PENDING
    if code in ABSENT:
        return Outcome.ABSENT
    if not code or found.get("code") == UNAVAILABLE or code in UNKNOWN:
        return Outcome.UNKNOWN
    return Outcome.REFUSED


def reason_of(code: str) -> Reason:
    return REASONS.get(code, Reason.OTHER)
