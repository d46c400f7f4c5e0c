"""Test payment methods and what they do: https://docs.stripe.com/testing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """What becomes of a charge of it."""

    decline: str = ""
    code: str = "card_declined"
    authenticates: bool = False
    dispute: str = ""
    # "pending": refunds take a while; "fails": they succeed first and come back later.
    refunds: str = ""


CARDS = {
    "pm_card_visa": Card(),
    "pm_card_mastercard": Card(),
    "pm_card_amex": Card(),
    "pm_card_unionpay": Card(),
    "pm_card_visa_chargeDeclined": Card("generic_decline"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": Card("insufficient_funds"),
    "pm_card_visa_chargeDeclinedLostCard": Card("lost_card"),
    "pm_card_visa_chargeDeclinedStolenCard": Card("stolen_card"),
    "pm_card_visa_chargeDeclinedVelocityLimitExceeded": Card("card_velocity_exceeded"),
    "pm_card_chargeDeclinedExpiredCard": Card("expired_card", "expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": Card("incorrect_cvc", "incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": Card("processing_error", "processing_error"),
    "pm_card_radarBlock": Card("fraudulent"),
    "pm_card_authenticationRequired": Card(authenticates=True),
    "pm_card_threeDSecure2Required": Card(authenticates=True),
    "pm_card_createDispute": Card(dispute="fraudulent"),
    "pm_card_createDisputeProductNotReceived": Card(dispute="product_not_received"),
    "pm_card_pendingRefund": Card(refunds="pending"),
    "pm_card_refundFail": Card(refunds="fails"),
}
