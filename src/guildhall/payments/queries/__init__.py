"""What can be asked about money."""

from guildhall.payments.queries.accounts import get_account, list_accounts
from guildhall.payments.queries.payments import (
    get_payment,
    is_over,
    is_recorded,
    payments_of,
    totals_of,
)

__all__ = [
    "get_account",
    "get_payment",
    "is_over",
    "is_recorded",
    "list_accounts",
    "payments_of",
    "totals_of",
]
