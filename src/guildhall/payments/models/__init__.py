"""Payments of a reference, each a history of events that is never rewritten; calls, notices."""

from guildhall.payments.models.accounts import ProviderAccount
from guildhall.payments.models.calls import PaymentCall
from guildhall.payments.models.notices import Notification
from guildhall.payments.models.payments import Payment, PaymentEvent
from guildhall.payments.models.refunds import GrantedRefund

__all__ = [
    "GrantedRefund",
    "Notification",
    "Payment",
    "PaymentCall",
    "PaymentEvent",
    "ProviderAccount",
]
