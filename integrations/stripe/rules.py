"""Stripe's amounts and words in ours. Pure.

https://docs.stripe.com/currencies, https://docs.stripe.com/error-codes,
https://docs.stripe.com/declines/codes.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from guildhall.kernel.money import Money
from guildhall.payments.states import Reason

NO_DECIMALS = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905 - a list of words
)
THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
# What an amount in the smallest unit has to be a multiple of. ISK and UGX have no decimals any
# more but are still written with two; of three decimals the last one is 0.
STEPS = dict.fromkeys(THREE_DECIMALS, 10) | {"ISK": 100, "UGX": 100}


def exponent(currency: str) -> int:
    """Return how many decimals Stripe writes a currency with."""
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def to_minor(amount: Money) -> int | None:
    """Return an amount in Stripe's smallest unit; nothing where it cannot be said in it."""
    minor = amount.amount.scaleb(exponent(amount.currency))
    whole = int(minor)
    if whole != minor or whole % STEPS.get(amount.currency, 1) or whole <= 0:
        return None
    return whole


def from_minor(minor: int, currency: str) -> Money:
    """Return what an amount in Stripe's smallest unit is."""
    code = currency.upper()
    return Money(Decimal(minor).scaleb(-exponent(code)), code)


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


_DECLINES: Mapping[Reason, str] = {
    Reason.AUTHENTICATION_FAILED: "authentication_required offline_pin_required"
    " online_or_offline_pin_required",
    Reason.METHOD_NOT_TAKEN: "card_not_supported invalid_account new_account_information_available"
    " live_mode_test_card test_mode_live_card testmode_decline not_permitted",
    Reason.LIMIT_EXCEEDED: "card_velocity_exceeded withdrawal_count_limit_exceeded"
    " pin_try_exceeded card_decline_rate_limit_exceeded",
    Reason.CURRENCY_NOT_TAKEN: "currency_not_supported",
    Reason.ALREADY_DONE: "duplicate_transaction",
    Reason.EXPIRED_MEANS: "expired_card",
    Reason.FRAUD_SUSPECTED: "fraudulent lost_card stolen_card merchant_blacklist pickup_card"
    " restricted_card highest_risk_level",
    Reason.WRONG_CODE: "incorrect_address incorrect_cvc incorrect_number incorrect_pin"
    " incorrect_zip invalid_cvc invalid_expiry_month invalid_expiry_year invalid_number"
    " invalid_pin",
    Reason.INSUFFICIENT_FUNDS: "insufficient_funds",
    Reason.AMOUNT_NOT_TAKEN: "invalid_amount",
}
# Of calls that ask for no card, or fail before one is charged.
_CODES: Mapping[Reason, str] = {
    Reason.AMOUNT_NOT_TAKEN: "amount_too_large amount_too_small invalid_charge_amount"
    " invalid_charge_amount_no_decimal_compatible",
    Reason.LIMIT_EXCEEDED: "charge_exceeds_source_limit charge_exceeds_transaction_limit"
    " payment_intent_rate_limit_exceeded",
    Reason.AUTHENTICATION_FAILED: "authentication_failure payment_intent_action_required"
    " payment_intent_authentication_failure three_d_secure_authentication_not_supported"
    " three_d_secure_authentication_upstream_error",
    Reason.BALANCE_TOO_LOW: "balance_insufficient",
    Reason.EXPIRED: "capture_charge_authorization_expired charge_expired_for_capture expired"
    " payment_intent_payment_attempt_expired",
    Reason.EXPIRED_MEANS: "expired_payment_method",
    Reason.ALREADY_DONE: "charge_already_captured charge_already_refunded",
    Reason.NOT_POSSIBLE_ANY_MORE: "charge_disputed charge_not_refundable refund_disputed_payment"
    " payment_intent_unexpected_state capture_unauthorized_payment",
    Reason.CURRENCY_NOT_TAKEN: "payment_method_currency_mismatch",
    Reason.METHOD_NOT_TAKEN: "payment_method_not_available payment_method_unsupported_type"
    " payment_method_restricted payment_intent_incompatible_payment_method"
    " payment_method_unexpected_state",
    Reason.DECLINED: "card_declined payment_method_provider_decline"
    " payment_method_provider_timeout payment_intent_payment_attempt_failed processing_error",
    Reason.CUSTOMER_CANCELED: "payment_method_customer_decline",
    Reason.NOT_ENABLED: "payment_method_unactivated testmode_charges_only country_unsupported"
    " livemode_mismatch",
    Reason.CREDENTIALS_REFUSED: "api_key_expired platform_api_key_expired secret_key_required",
    Reason.TOO_MANY_CALLS: "rate_limit lock_timeout",
    Reason.FRAUD_SUSPECTED: "request_blocked action_blocked",
}
# https://docs.stripe.com/api/refunds/object#refund_object-failure_reason
_REFUNDS: Mapping[Reason, str] = {
    Reason.NOT_POSSIBLE_ANY_MORE: "charge_for_pending_refund_disputed lost_or_stolen_card",
    Reason.EXPIRED_MEANS: "expired_or_canceled_card",
    Reason.BALANCE_TOO_LOW: "insufficient_funds",
    Reason.DECLINED: "declined",
    Reason.CUSTOMER_CANCELED: "merchant_request",
}
# https://docs.stripe.com/api/payment_intents/object#payment_intent_object-cancellation_reason
_CANCELED: Mapping[Reason, str] = {
    Reason.EXPIRED: "abandoned automatic expired",
    Reason.CUSTOMER_CANCELED: "requested_by_customer",
    Reason.FRAUD_SUSPECTED: "fraudulent",
    Reason.ALREADY_DONE: "duplicate",
}


def _by_word(table: Mapping[Reason, str]) -> dict[str, Reason]:
    return {word: reason for reason, words in table.items() for word in words.split()}


DECLINES, CODES = _by_word(_DECLINES), _by_word(_CODES)
REFUNDS, CANCELED = _by_word(_REFUNDS), _by_word(_CANCELED)


def reason_of(error: Mapping[str, Any], status: int = 402) -> tuple[Reason, str]:
    """Return why Stripe said no, in our word and in its own."""
    word = error.get("decline_code") or error.get("code") or error.get("type") or str(status)
    if status == 401:
        return Reason.CREDENTIALS_REFUSED, word
    if status == 403:
        return Reason.NOT_ENABLED, word
    if found := DECLINES.get(error.get("decline_code") or "") or CODES.get(word):
        return found, word
    if error.get("type") == "card_error":
        return DECLINES.get(word, Reason.DECLINED), word
    by_field = {"amount": Reason.AMOUNT_NOT_TAKEN, "currency": Reason.CURRENCY_NOT_TAKEN}
    return by_field.get(error.get("param") or "", Reason.REQUEST_INVALID), word


def reason_of_refund(word: str | None) -> Reason:
    return REFUNDS.get(word or "", Reason.OTHER)


def reason_of_cancel(word: str | None) -> Reason:
    return CANCELED.get(word or "", Reason.CUSTOMER_CANCELED)
