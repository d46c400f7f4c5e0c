"""What a provider's answer to a call means for a payment's history. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from guildhall.kernel.money import Money
from guildhall.payments.states import CallKind, Outcome, Step, Strategy
from guildhall.payments.types import Answer, ProviderStep

_DONE = {
    CallKind.CAPTURE: (Step.CHARGE_REQUEST, Step.CHARGE_SUCCESS, Step.CHARGE_FAILURE),
    CallKind.VOID: (Step.CANCEL_REQUEST, Step.CANCEL_SUCCESS, Step.CANCEL_FAILURE),
    CallKind.REFUND: (Step.REFUND_REQUEST, Step.REFUND_SUCCESS, Step.REFUND_FAILURE),
}
_BEGUN = {
    Strategy.AUTHORIZE: (Step.AUTHORIZE_REQUEST, Step.AUTHORIZE_SUCCESS, Step.AUTHORIZE_FAILURE),
    Strategy.CHARGE: (Step.CHARGE_REQUEST, Step.CHARGE_SUCCESS, Step.CHARGE_FAILURE),
}
FIRST, LONGEST = timedelta(seconds=2), timedelta(minutes=15)
SENT_AGAIN_FOR = timedelta(hours=23)
"""A vendor keeps our keys for a day: later, sending again could ask twice."""

UNRESOLVED_AFTER = 8
LEASE = timedelta(seconds=60)


def steps_of(kind: CallKind, strategy: Strategy) -> tuple[Step, Step, Step]:
    """Return how a call stands in a history: as a request, done, and refused."""
    return _BEGUN[strategy] if kind is CallKind.BEGIN else _DONE[kind]


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked under a key. `known_as` is the vendor's name of the payment."""

    kind: CallKind
    strategy: Strategy
    key: str
    amount: Money
    known_as: str


def told_by(answer: Answer, question: Question, *, at: datetime) -> tuple[ProviderStep, ...]:
    """Return the steps that an answer to a question tells of."""
    _, success, failure = steps_of(question.kind, question.strategy)
    begins, refunds = question.kind is CallKind.BEGIN, question.kind is CallKind.REFUND
    named = answer.psp_reference or ("" if refunds else question.known_as)
    step = {
        Outcome.DONE: success,
        Outcome.REFUSED: failure,
        Outcome.ACTION_REQUIRED: Step.ACTION_REQUIRED,
    }.get(answer.outcome)
    if step is None:
        return ()
    # A no has no movement of its own: it answers what was asked under the key.
    said = "" if step is failure and not begins else named
    return (
        ProviderStep(
            psp_reference=said,
            step=step,
            amount=answer.amount or question.amount,
            occurred_at=answer.at or at,
            key=question.key,
            reason=answer.reason,
            vendor_code=answer.vendor_code,
            fee=answer.fee,
            expires_at=answer.expires_at,
        ),
    )


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait before a call is looked after again."""
    return min(FIRST * (1 << min(attempts, 12)), LONGEST)
