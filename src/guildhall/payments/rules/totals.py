"""Eight amounts recomputed from a payment's history, and what follows from them. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from guildhall.kernel.money import Money
from guildhall.payments.states import Step
from guildhall.payments.types import PaymentStep, PaymentTotals

AUTHORIZE, CHARGE, REFUND, CANCEL, BACK = "authorize", "charge", "refund", "cancel", "charge_back"
_RESULTS = {
    Step.AUTHORIZE_SUCCESS: AUTHORIZE,
    Step.AUTHORIZE_FAILURE: AUTHORIZE,
    Step.CHARGE_SUCCESS: CHARGE,
    Step.CHARGE_FAILURE: CHARGE,
    Step.REFUND_SUCCESS: REFUND,
    Step.REFUND_FAILURE: REFUND,
    Step.CANCEL_SUCCESS: CANCEL,
    Step.CANCEL_FAILURE: CANCEL,
    Step.CHARGE_BACK: BACK,
}
_SETTLED = {
    Step.AUTHORIZE_SUCCESS,
    Step.CHARGE_SUCCESS,
    Step.REFUND_SUCCESS,
    Step.CANCEL_SUCCESS,
    Step.CHARGE_BACK,
}
_REQUESTS = {
    Step.AUTHORIZE_REQUEST: AUTHORIZE,
    Step.CHARGE_REQUEST: CHARGE,
    Step.REFUND_REQUEST: REFUND,
    Step.CANCEL_REQUEST: CANCEL,
}
_REVERSES = {Step.REFUND_REVERSE: REFUND, Step.CHARGE_BACK_REVERSE: BACK}
_TOLD = {**_RESULTS, **_REQUESTS, **_REVERSES}

type _Named = Mapping[tuple[str, str], PaymentStep]


def totals(steps: Iterable[PaymentStep], *, currency: str) -> PaymentTotals:
    """Return the amounts of one payment, whatever order its events arrived in.

    Events are grouped by the provider's reference. Of success and failure on one reference the
    newer (by the provider's time) wins, of two of the same time and kind the larger. A request
    counts as pending until it has a result, or what it asked for is called off. An adjustment
    says what is authorized from then on, whatever it was.
    """
    told = sorted(steps, key=lambda s: (s.occurred_at, s.step, s.amount, s.psp_reference, s.key))
    names = _names(told)
    results = _newest(told, _RESULTS, names)
    requests = _newest(told, _REQUESTS, names)
    reverses = _newest(told, _REVERSES, names)
    pending = _pending(requests, results)
    settled = {name: step for name, step in results.items() if step.step in _SETTLED}

    authorized = _authorized(told, settled)
    charged, canceled = _sum(settled, CHARGE), _sum(settled, CANCEL)
    asked = _sum(pending, CHARGE) + _sum(pending, CANCEL)
    amounts = (
        authorized,
        charged,
        _left(settled, reverses, REFUND),
        canceled,
        *(_sum(pending, kind) for kind in (AUTHORIZE, CHARGE, REFUND, CANCEL)),
        _left(settled, reverses, BACK),
        max(authorized - charged - canceled - asked, Decimal(0)),
    )
    return PaymentTotals(*(Money(amount, currency) for amount in amounts))


def _names(told: Iterable[PaymentStep]) -> Mapping[tuple[str, str], str]:
    """Return by which reference a vendor knows what we asked for under a key."""
    both = [s for s in told if s.key and s.psp_reference and s.step in _TOLD]
    named = sorted(((_TOLD[s.step], s.key), s.psp_reference) for s in both)
    return dict(reversed(named))


def _newest(
    told: Iterable[PaymentStep], kinds: Mapping[Step, str], names: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], PaymentStep]:
    found: dict[tuple[str, str], PaymentStep] = {}
    for step in told:
        if step.step in kinds:
            kind = kinds[step.step]
            known = names.get((kind, step.key), f"key:{step.key}")
            found[kind, step.psp_reference or known] = step
    return found


def _pending(requests: _Named, results: _Named) -> dict[tuple[str, str], PaymentStep]:
    """Return requests without a result, but for those that were called off since."""
    off = [s.occurred_at for s in results.values() if s.step is Step.CANCEL_SUCCESS]
    last = max(off, default=None)
    return {
        name: step
        for name, step in requests.items()
        if name not in results and not _is_called_off(name[0], step, last)
    }


def _is_called_off(kind: str, step: PaymentStep, last: datetime | None) -> bool:
    return last is not None and kind in {AUTHORIZE, CHARGE} and step.occurred_at <= last


def _authorized(told: Iterable[PaymentStep], settled: _Named) -> Decimal:
    adjusted = [step for step in told if step.step is Step.ADJUSTMENT]
    if not adjusted:
        return _sum(settled, AUTHORIZE)
    last = adjusted[-1]
    later = {name: s for name, s in settled.items() if s.occurred_at > last.occurred_at}
    return last.amount + _sum(later, AUTHORIZE)


def _left(settled: _Named, reverses: _Named, kind: str) -> Decimal:
    """Return what went back, less what of each came home again."""
    zero = Decimal(0)
    return sum(
        (
            max(step.amount - reverses[name].amount if name in reverses else step.amount, zero)
            for name, step in settled.items()
            if name[0] == kind
        ),
        zero,
    )


def _sum(steps: _Named, kind: str) -> Decimal:
    return sum((step.amount for (of, _), step in steps.items() if of == kind), Decimal(0))
