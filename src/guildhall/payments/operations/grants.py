"""What becomes of granted refunds when money has really gone back, or has not."""

from collections.abc import Iterable

from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments.events import RefundEnded
from guildhall.payments.models import GrantedRefund, Payment, PaymentCall
from guildhall.payments.states import GRANT, CallState, GrantMove, GrantState, Step
from guildhall.payments.types import ProviderStep

_TOLD = {Step.REFUND_SUCCESS, Step.REFUND_FAILURE, Step.REFUND_REVERSE}


def note_refund(payment: Payment, steps: Iterable[ProviderStep], *, stamp: Stamp) -> None:
    """Move the grants whose refunds these steps tell of."""
    keys = {step.key for step in steps if step.step in _TOLD and step.key}
    if not keys:
        return
    calls = payment.calls.filter(grant__isnull=False, id__in=keys)
    for grant in GrantedRefund.objects.filter(id__in=calls.values("grant")).order_by("pk"):
        settle_grant(grant, stamp=stamp)


def settle_grant(grant: GrantedRefund, *, stamp: Stamp) -> None:
    """Move a grant to where its calls are: all done, or one refused and none open."""
    states = set(PaymentCall.objects.filter(grant=grant).values_list("state", flat=True))
    if states - {CallState.DONE, CallState.REFUSED}:
        return
    move = GrantMove.FAIL if CallState.REFUSED in states else GrantMove.SUCCEED
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
