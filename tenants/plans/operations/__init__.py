"""Everything that changes subscriptions, usage and accounts."""

from tenants.plans.operations.accounts import credit_account, record_payment
from tenants.plans.operations.billing import renew
from tenants.plans.operations.subscriptions import cancel_change, change_plan, subscribe
from tenants.plans.operations.usage import count_use, note_holdings

__all__ = [
    "cancel_change",
    "change_plan",
    "count_use",
    "credit_account",
    "note_holdings",
    "record_payment",
    "renew",
    "subscribe",
]
