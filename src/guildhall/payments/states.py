"""What can happen to a payment, and how payments are made."""

from enum import StrEnum


class Method(StrEnum):
    MANUAL = "manual"


class Step(StrEnum):
    """One event in a payment's history. A request without a result is pending."""

    CHARGE_REQUEST = "charge_request"
    CHARGE_SUCCESS = "charge_success"
    CHARGE_FAILURE = "charge_failure"
    REFUND_REQUEST = "refund_request"
    REFUND_SUCCESS = "refund_success"
    REFUND_FAILURE = "refund_failure"
