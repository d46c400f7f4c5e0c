"""What can be asked about money."""

from guildhall.payments.queries.accounts import get_account, list_accounts
from guildhall.payments.queries.movements import list_movements
from guildhall.payments.queries.payments import (
    get_payment,
    is_over,
    is_recorded,
    payments_of,
    totals_of,
)
from guildhall.payments.queries.refunds import get_refund, needs_hands, refunds_of

__all__ = [
    "get_account",
    "get_payment",
    "get_refund",
    "is_over",
    "is_recorded",
    "list_accounts",
    "list_movements",
    "needs_hands",
    "payments_of",
    "refunds_of",
    "totals_of",
]
