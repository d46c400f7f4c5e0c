"""What becomes of granted refunds when money has really gone back, or has not."""

from collections import defaultdict
from collections.abc import Iterable
from operator import neg
from uuid import UUID

from django.db.models import Q, QuerySet

from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments.events import RefundEnded
from guildhall.payments.models import GrantedRefund, Payment, PaymentCall, PaymentEvent
from guildhall.payments.rules import totals
from guildhall.payments.states import GRANT, CallState, GrantMove, GrantState, Step
from guildhall.payments.types import PaymentStep, ProviderStep

_TOLD = {Step.REFUND_SUCCESS, Step.REFUND_FAILURE, Step.REFUND_REVERSE}


def tells_of_refunds(steps: Iterable[ProviderStep]) -> bool:
    return any(step.step in _TOLD for step in steps)


def note_refund(payment: Payment, steps: Iterable[ProviderStep], *, stamp: Stamp) -> None:
    """Move the grants whose refunds these steps tell of."""
    told = [step for step in steps if step.step in _TOLD]
    back = {step.key for step in told if step.step is Step.REFUND_REVERSE}
    calls = payment.calls.filter(grant__isnull=False)
    ours = {call.grant_id: call.id.hex for call in calls if call.grant_id is not None}
    for grant in GrantedRefund.objects.filter(id__in=ours).order_by("pk"):
        settle_grant(grant, came_back=ours[grant.id] in back, stamp=stamp)


def given_by_hand(grant: GrantedRefund, payment: UUID) -> QuerySet[PaymentEvent]:
    """Return what of a grant somebody gave back by hand, of one payment."""
    return PaymentEvent.objects.filter(
        payment=payment, psp_reference__startswith=f"back:{grant.id.hex}:"
    )


def left_of(grant: GrantedRefund) -> Money:
    """Return what of a grant has not been given back, or came home again.

    By hand or by a provider, of one that failed in part it is the rest.
    """
    calls = [call.hex for call in grant.calls.values_list("id", flat=True)]
    by_hand = Q(step=Step.REFUND_SUCCESS, psp_reference__startswith=f"back:{grant.id.hex}:")
    told = PaymentEvent.objects.filter(
        by_hand | Q(change__in=calls), payment__reference=grant.reference
    )
    known: defaultdict[UUID, list[PaymentStep]] = defaultdict(list)
    for row in told:
        step = PaymentStep(
            row.psp_reference, Step(row.step), row.amount, row.occurred_at, row.change
        )
        known[row.payment_id].append(step)
    given = [totals(steps, currency=grant.currency).refunded for steps in known.values()]
    return sum(map(neg, given), Money(grant.amount, grant.currency))


def settle_grant(grant: GrantedRefund, *, stamp: Stamp, came_back: bool = False) -> None:
    """Move a grant to where its last calls are: all done, or one refused and none open."""
    last: dict[UUID, str] = {}
    for call in PaymentCall.objects.filter(grant=grant).order_by("created_at", "id"):
        last[call.payment_id] = call.state
    states = set(last.values())
    if states - {CallState.DONE, CallState.REFUSED}:
        return
    failed = came_back or CallState.REFUSED in states
    move = GrantMove.FAIL if failed else GrantMove.SUCCEED
    state = GrantState(grant.state)
    if (state, move) not in GRANT.moves or GRANT.after(state, move) == state:
        return
    grant.move(move)
    grant.ended_at = grant.updated_at = stamp.at
    grant.save(update_fields=["state", "ended_at", "updated_at"])
    record(
        RefundEnded(
            reference=grant.reference,
            refund=grant.id,
            amount=Money(grant.amount, grant.currency).rounded(),
            state=grant.state,
            stamp=stamp,
        )
    )
