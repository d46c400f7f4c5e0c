"""Amounts recomputed from a payment's history. Pure."""

from collections.abc import Iterable
from decimal import Decimal

from guildhall.kernel.money import Money
from guildhall.payments.states import Step
from guildhall.payments.types import PaymentStep, PaymentTotals

_RESULTS = {
    Step.CHARGE_SUCCESS: "charge",
    Step.CHARGE_FAILURE: "charge",
    Step.REFUND_SUCCESS: "refund",
    Step.REFUND_FAILURE: "refund",
}
_REQUESTS = {Step.CHARGE_REQUEST: "charge", Step.REFUND_REQUEST: "refund"}


def totals(steps: Iterable[PaymentStep], *, currency: str) -> PaymentTotals:
    """Return the four amounts of a reference, whatever order its events arrived in.

    Events are grouped by provider reference. Of success and failure on one reference the
    newer (by the provider's time) wins, of two of the same time and kind the larger; a request
    counts as pending until it has a result.
    """
    results: dict[tuple[str, str], PaymentStep] = {}
    requests: dict[tuple[str, str], PaymentStep] = {}
    for step in sorted(steps, key=lambda s: (s.occurred_at, s.step, s.amount)):
        kind = _RESULTS.get(step.step)
        if kind:
            results[step.psp_reference, kind] = step
        else:
            requests[step.psp_reference, _REQUESTS[step.step]] = step
    pending = {key: step for key, step in requests.items() if key not in results}
    return PaymentTotals(
        charged=_sum(results, Step.CHARGE_SUCCESS, currency),
        refunded=_sum(results, Step.REFUND_SUCCESS, currency),
        charge_pending=_sum(pending, Step.CHARGE_REQUEST, currency),
        refund_pending=_sum(pending, Step.REFUND_REQUEST, currency),
    )


def _sum(steps: dict[tuple[str, str], PaymentStep], kind: Step, currency: str) -> Money:
    amounts = (step.amount for step in steps.values() if step.step is kind)
    return Money(sum(amounts, Decimal(0)), currency)


def is_takeable(amount: Money) -> bool:
    """Return whether money can be taken by hand in this amount: positive, in whole minor units."""
    return amount.amount.is_finite() and amount.amount > 0 and amount == amount.rounded()


def key_of(reference: str, key: str) -> str:
    """Return what makes recording a payment of a reference twice impossible."""
    return f"{reference}:{key}"[:120]
