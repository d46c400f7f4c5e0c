"""What others may see of payments."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from guildhall.kernel.money import Money
from guildhall.payments.states import Step


@dataclass(frozen=True, slots=True)
class PaymentStep:
    """One event of a payment, as the rules read it."""

    psp_reference: str
    step: Step
    amount: Decimal
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentTotals:
    """What was taken and given back for a reference; pending is asked for but not answered."""

    charged: Money
    refunded: Money
    charge_pending: Money
    refund_pending: Money

    @property
    def kept(self) -> Money:
        return self.charged - self.refunded
