"""What becomes of granted refunds when money has really gone back, or has not."""

from collections.abc import Iterable
from uuid import UUID

from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments.events import RefundEnded
from guildhall.payments.models import GrantedRefund, Payment, PaymentCall
from guildhall.payments.states import GRANT, CallState, GrantMove, GrantState, Step
from guildhall.payments.types import ProviderStep

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
