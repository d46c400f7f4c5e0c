"""What can be asked about money."""

from uuid import UUID

from guildhall.payments import rules
from guildhall.payments.models import Payment, PaymentEvent
from guildhall.payments.states import Step
from guildhall.payments.types import PaymentStep, PaymentTotals


def totals_of(reference: str, *, currency: str) -> PaymentTotals:
    """Return what was taken and given back for a reference, recomputed from its history."""
    rows = PaymentEvent.objects.filter(
        payment__reference=reference, payment__currency=currency
    ).values_list("payment_id", "psp_reference", "step", "amount", "occurred_at", "change")
    steps: dict[UUID, list[PaymentStep]] = {}
    for payment, psp, step, amount, at, key in rows:
        steps.setdefault(payment, []).append(PaymentStep(psp, Step(step), amount, at, key))
    each = (rules.totals(told, currency=currency) for told in steps.values())
    return sum(each, PaymentTotals.none(currency))


def is_recorded(reference: str, *, key: str) -> bool:
    """Return whether a payment of a reference was recorded under this key."""
    return Payment.objects.filter(key=rules.key_of(reference, key)).exists()
