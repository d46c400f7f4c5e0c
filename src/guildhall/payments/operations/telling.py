"""Facts of what has moved: the difference between a payment's amounts before and after."""

from datetime import datetime
from typing import Any

from guildhall.kernel.events import Event
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments import rules
from guildhall.payments.events import (
    ChargeBackReversed,
    ChargedBack,
    PaymentAuthorized,
    PaymentCharged,
    PaymentFellThrough,
    PaymentRefunded,
    PaymentVoided,
    RefundCameBack,
)
from guildhall.payments.models import Payment
from guildhall.payments.types import PaymentTotals

_FACTS: dict[str, type[Any]] = {
    "+authorized": PaymentAuthorized,
    "-authorized": PaymentFellThrough,
    "+charged": PaymentCharged,
    "-charged": PaymentFellThrough,
    "+refunded": PaymentRefunded,
    "-refunded": RefundCameBack,
    "+canceled": PaymentVoided,
    "-canceled": PaymentFellThrough,
    "+charged_back": ChargedBack,
    "-charged_back": ChargeBackReversed,
}


def moved(
    payment: Payment, before: PaymentTotals, after: PaymentTotals, *, stamp: Stamp
) -> list[Event]:
    """Return a fact for each amount that has changed."""
    facts: list[Event] = []
    for name, amount in rules.moved(before, after):
        more = _more(name, payment.expires_at, late=bool(before.canceled))
        facts.append(_FACTS[name](**common(payment, amount), **more, stamp=stamp))
    return facts


def common(payment: Payment, amount: Money) -> dict[str, Any]:
    """Return what every fact of a movement tells."""
    return {
        "reference": payment.reference,
        "payment": str(payment.id),
        "method": payment.method,
        "amount": amount.rounded(),
    }


def _more(name: str, expires_at: datetime | None, *, late: bool) -> dict[str, Any]:
    if name == "+authorized":
        return {"expires_at": expires_at}
    return {"late": late} if name == "+charged" else {}
