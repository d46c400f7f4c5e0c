"""What payments keeps: how money moved, and what providers' bills said of it."""

from guildhall.payments.models.payments import Payment, PaymentEvent

__all__ = ["Payment", "PaymentEvent"]
