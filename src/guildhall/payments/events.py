"""What happens to money."""

from dataclasses import dataclass

from guildhall.kernel.events import Event, fact
from guildhall.kernel.money import Money


@fact("payment.charged", subject="payment:{reference}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentCharged(Event):
    reference: str
    method: str
    amount: Money
