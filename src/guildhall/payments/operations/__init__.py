"""Everything that moves money."""

from guildhall.payments.operations.manual import record_manual_payment

__all__ = ["record_manual_payment"]
