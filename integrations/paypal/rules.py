"""PayPal's amounts and words in ours. Pure.

https://developer.paypal.com/api/rest/reference/currency-codes,
https://developer.paypal.com/api/rest/reference/orders/v2/errors.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from guildhall.kernel.money import Money
from guildhall.payments.states import LineKind, Reason

NO_DECIMALS = frozenset({"HUF", "JPY", "TWD"})
type Thing = Mapping[str, Any]


def written(amount: Money) -> dict[str, str] | None:
    """Return an amount as PayPal writes it; nothing where it cannot be written so."""
    unit = Decimal(1) if amount.currency in NO_DECIMALS else Decimal("0.01")
    exact = amount.amount.quantize(unit)
    if exact != amount.amount or exact <= 0:
        return None
    return {"currency_code": amount.currency, "value": str(exact)}


def read(amount: Thing) -> Money:
    return Money(Decimal(amount["value"]), amount["currency_code"])


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


_ISSUES: Mapping[Reason, str] = {
    Reason.DECLINED: "INSTRUMENT_DECLINED PAYER_CANNOT_PAY TRANSACTION_REFUSED"
    " TRANSACTION_BLOCKED_BY_PAYEE REDIRECT_PAYER_FOR_ALTERNATE_FUNDING DECLINED FAILED"
    " AUTHORIZATION_DENIED AUTH_CAPTURE_NOT_ENABLED_FOR_FUNDING",
    Reason.METHOD_NOT_TAKEN: "PAYER_ACCOUNT_RESTRICTED PAYER_ACCOUNT_LOCKED_OR_CLOSED"
    " DOMESTIC_TRANSACTION_REQUIRED PAYER_COUNTRY_NOT_SUPPORTED",
    Reason.NOT_ENABLED: "PAYEE_ACCOUNT_RESTRICTED PAYEE_ACCOUNT_LOCKED_OR_CLOSED"
    " PAYEE_ACCOUNT_INVALID PERMISSION_DENIED PARTIAL_REFUND_NOT_ALLOWED"
    " AUTHORIZATION_AMOUNT_ABOVE_MAXIMUM_NOT_ENABLED PERMISSION_NOT_GRANTED",
    Reason.CURRENCY_NOT_TAKEN: "CURRENCY_NOT_SUPPORTED CURRENCY_NOT_SUPPORTED_FOR_COUNTRY"
    " CURRENCY_MISMATCH REFUND_CAPTURE_CURRENCY_MISMATCH AUTH_CURRENCY_MISMATCH",
    Reason.AMOUNT_NOT_TAKEN: "CANNOT_BE_ZERO_OR_NEGATIVE DECIMAL_PRECISION"
    " DECIMALS_NOT_SUPPORTED INVALID_AMOUNT MAX_CAPTURE_AMOUNT_EXCEEDED MAX_VALUE_EXCEEDED"
    " REFUND_AMOUNT_EXCEEDED",
    Reason.LIMIT_EXCEEDED: "TRANSACTION_LIMIT_EXCEEDED TRANSACTION_RECEIVING_LIMIT_EXCEEDED"
    " MAX_CAPTURE_COUNT_EXCEEDED MAX_NUMBER_OF_REFUNDS_EXCEEDED PAYER_LIMIT_EXCEEDED"
    " MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED",
    Reason.EXPIRED: "AUTHORIZATION_EXPIRED ORDER_EXPIRED REFUND_TIME_LIMIT_EXCEEDED EXPIRED",
    Reason.EXPIRED_MEANS: "CARD_EXPIRED",
    Reason.ALREADY_DONE: "AUTHORIZATION_ALREADY_CAPTURED CAPTURE_FULLY_REFUNDED"
    " ORDER_ALREADY_AUTHORIZED ORDER_ALREADY_CAPTURED PREVIOUSLY_CAPTURED PREVIOUSLY_VOIDED"
    " ORDER_ALREADY_COMPLETED",
    Reason.NOT_POSSIBLE_ANY_MORE: "AUTHORIZATION_VOIDED CANNOT_BE_VOIDED CANNOT_PROCESS_REFUNDS"
    " ORDER_VOIDED PENDING_CAPTURE REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK"
    " CAPTURE_STATUS_NOT_VALID AUTHORIZATION_STATUS_NOT_VALID REAUTHORIZATION_TOO_SOON",
    Reason.BALANCE_TOO_LOW: "REFUND_FAILED_INSUFFICIENT_FUNDS",
    Reason.FRAUD_SUSPECTED: "COMPLIANCE_VIOLATION TRANSACTION_REFUSED_FOR_RISK",
    Reason.AUTHENTICATION_FAILED: "PAYER_ACTION_REQUIRED PAYER_CONSENT_REQUIRED",
    Reason.CUSTOMER_CANCELED: "ORDER_NOT_APPROVED BUYER_CANCELED",
}
ISSUES = {word: reason for reason, words in _ISSUES.items() for word in words.split()}
NAMES = {
    "AUTHENTICATION_FAILURE": Reason.CREDENTIALS_REFUSED,
    "invalid_client": Reason.CREDENTIALS_REFUSED,
    "NOT_AUTHORIZED": Reason.NOT_ENABLED,
    "INVALID_REQUEST": Reason.REQUEST_INVALID,
    "RESOURCE_NOT_FOUND": Reason.REQUEST_INVALID,
    "UNPROCESSABLE_ENTITY": Reason.OTHER,
}
# It may be done by another call of the same key, or by one of the same invoice number.
UNSURE = frozenset({"PREVIOUS_REQUEST_IN_PROGRESS", "DUPLICATE_INVOICE_ID", "RESOURCE_CONFLICT"})


def issue_of(body: Any) -> str:
    """Return PayPal's own word for a no: the issue where one is named, else the error's name."""
    if not isinstance(body, dict):
        return ""
    issues = [each.get("issue", "") for each in body.get("details") or [] if each]
    return str((issues and issues[0]) or body.get("name") or body.get("error") or "")


def reason_of(body: Any) -> Reason:
    word = issue_of(body)
    name = body.get("name", "") if isinstance(body, dict) else ""
    return ISSUES.get(word) or NAMES.get(word) or NAMES.get(name, Reason.OTHER)


# https://developer.paypal.com/docs/transaction-search/transaction-event-codes/
_KINDS = {
    "T00": LineKind.CHARGE,
    "T04": LineKind.PAYOUT,
    "T1106": LineKind.CHARGE_BACK,
    "T1107": LineKind.REFUND,
    "T1201": LineKind.CHARGE_BACK,
    "T1202": LineKind.CHARGE_BACK_REVERSE,
}


def kind_of(code: str) -> LineKind:
    """Return what a transaction event code is about; all that moves no sale is a fee."""
    return _KINDS.get(code) or _KINDS.get(code[:3], LineKind.FEE)
