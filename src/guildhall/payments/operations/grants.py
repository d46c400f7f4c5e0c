"""What becomes of granted refunds when money has really gone back, or has not."""

from collections import defaultdict
from collections.abc import Iterable
from operator import neg
from uuid import UUID

from django.db.models import Q, QuerySet

from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import financial_day
from guildhall.payments import rules
from guildhall.payments.events import RefundEnded
from guildhall.payments.models import GrantedRefund, Payment, PaymentCall, PaymentEvent
from guildhall.payments.states import GRANT, CallKind, CallState, GrantMove, GrantState, Step
from guildhall.payments.types import PaymentStep, ProviderStep

MADE_ELSEWHERE = N_("Made at the provider.")

OVER = (CallState.DONE, CallState.REFUSED)
_TOLD = {Step.REFUND_SUCCESS, Step.REFUND_FAILURE, Step.REFUND_REVERSE}


def tells_of_refunds(steps: Iterable[ProviderStep]) -> bool:
    return any(step.step in _TOLD for step in steps)


def note_refund(payment: Payment, steps: Iterable[ProviderStep], *, stamp: Stamp) -> None:
    """Move the grants whose refunds these steps tell of."""
    told = [step for step in steps if step.step in _TOLD]
    back = {step.key for step in told if step.step is Step.REFUND_REVERSE}
    ours: dict[UUID, set[str]] = {}
    for call in payment.calls.filter(grant__isnull=False):
        if call.grant_id is not None:
            ours.setdefault(call.grant_id, set()).add(call.id.hex)
    for grant in GrantedRefund.objects.filter(id__in=ours).order_by("pk"):
        settle_grant(grant, came_back=not ours[grant.id].isdisjoint(back), stamp=stamp)
    if payment.account_id is not None:
        _note_strangers(payment, told, stamp=stamp)


def _note_strangers(payment: Payment, told: Iterable[ProviderStep], *, stamp: Stamp) -> None:
    """Keep what was given back at the provider's own pages as a refund that nobody here granted.

    A vendor that does not name our key may mean a refund that we are waiting for: then it is ours.
    """
    asked = payment.calls.filter(kind=CallKind.REFUND)
    keys = {call.id.hex for call in asked}
    events = payment.events.filter(change__in=keys).exclude(psp_reference="")
    known = set(events.values_list("psp_reference", flat=True))
    waited = {call.amount for call in asked.exclude(state__in=OVER)}
    for step in told:
        name = step.psp_reference or step.key
        mine = step.key in keys or step.psp_reference in known
        if mine or not name or (not step.key and step.amount.amount in waited):
            continue
        if step.step is Step.REFUND_SUCCESS:
            _keep_stranger(payment, step, name, stamp=stamp)
        elif step.step is Step.REFUND_REVERSE:
            for grant in GrantedRefund.objects.filter(key=_stranger(payment, name)):
                _end(grant, GrantMove.FAIL, stamp=stamp)


def _keep_stranger(payment: Payment, step: ProviderStep, name: str, *, stamp: Stamp) -> None:
    grant, new = GrantedRefund.objects.get_or_create(
        key=_stranger(payment, name),
        defaults={
            "reference": payment.reference,
            "currency": payment.currency,
            "amount": step.amount.amount,
            "reason": MADE_ELSEWHERE,
            "state": GrantState.PENDING.value,
            "scopes": list(payment.scopes),
            "granted_by": payment.method,
            "granted_at": step.occurred_at,
            "business_date": financial_day(payment.scopes, at=step.occurred_at),
            "updated_at": stamp.at,
        },
    )
    if new:
        _end(grant, GrantMove.SUCCEED, stamp=stamp)


def _stranger(payment: Payment, name: str) -> str:
    return rules.key_of(payment.reference, f"made:{name}")


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
    given = [rules.totals(steps, currency=grant.currency).refunded for steps in known.values()]
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
    _end(grant, move, stamp=stamp)


def _end(grant: GrantedRefund, move: GrantMove, *, stamp: Stamp) -> None:
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
