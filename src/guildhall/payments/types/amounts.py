"""Amounts of a payment, and the events that they are computed from."""

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Self

from guildhall.kernel.money import Money
from guildhall.payments.states import Step


@dataclass(frozen=True, slots=True)
class PaymentStep:
    """One event of a payment, as the rules read it.

    `psp_reference` is the vendor's name of that very movement; a request of ours has none yet
    and is found again by `key`.
    """

    psp_reference: str
    step: Step
    amount: Decimal
    occurred_at: datetime
    key: str = ""


@dataclass(frozen=True, slots=True)
class PaymentTotals:
    """What was reserved, taken, given back and called off; pending is asked and not answered.

    `capturable` is what of the reserved can still be taken.
    """

    authorized: Money
    charged: Money
    refunded: Money
    canceled: Money
    authorize_pending: Money
    charge_pending: Money
    refund_pending: Money
    cancel_pending: Money
    charged_back: Money
    capturable: Money

    def __add__(self, other: "PaymentTotals") -> "PaymentTotals":
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return PaymentTotals(*(left + right for left, right in pairs))

    @classmethod
    def none(cls, currency: str) -> Self:
        return cls(*(Money.zero(currency) for _ in fields(cls)))

    @property
    def kept(self) -> Money:
        """What was taken and neither given back nor taken back."""
        return self.charged - self.refunded - self.charged_back

    @property
    def refundable(self) -> Money:
        """What can still be given back."""
        return max(self.kept - self.refund_pending, Money.zero(self.charged.currency))
