"""Calls that are over, by whatever was told: an answer, a notification, a look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments import rules
from guildhall.payments.events import PaymentCallRefused, PaymentRefused
from guildhall.payments.models import Payment, PaymentCall
from guildhall.payments.operations.grants import note_refund
from guildhall.payments.operations.telling import common
from guildhall.payments.states import CALL, CallKind, CallMove, CallState, Step, Strategy
from guildhall.payments.types import ProviderStep

OVER = (CallState.DONE, CallState.REFUSED)


@dataclass(frozen=True, slots=True)
class _End:
    move: CallMove
    step: ProviderStep


def end_told(
    payment: Payment, steps: Sequence[ProviderStep], *, stamp: Stamp
) -> tuple[PaymentCall, ...]:
    """End the calls of a locked payment that these steps answer; return those."""
    ended = []
    calls = payment.calls.exclude(state__in=OVER).order_by("created_at", "id")
    for call in calls.select_for_update():
        if end := _end_of(call, payment, steps):
            _end(call, end, payment, stamp=stamp)
            ended.append(call)
    note_refund(payment, steps, stamp=stamp)
    return tuple(ended)


def _end_of(call: PaymentCall, payment: Payment, steps: Iterable[ProviderStep]) -> _End | None:
    """Return how a call ends by what was told last of it, if it does."""
    kind = CallKind(call.kind)
    _, success, failure = rules.steps_of(kind, Strategy(payment.strategy))
    done = {success, Step.CHARGE_SUCCESS} if kind is CallKind.BEGIN else {success}
    told = [s for s in steps if s.step in {*done, failure} and _is_of(call, s)]
    if not told:
        return None
    last = max(told, key=lambda s: (s.occurred_at, s.step in done))
    return _End(CallMove.END if last.step in done else CallMove.REFUSE, last)


def _is_of(call: PaymentCall, step: ProviderStep) -> bool:
    if step.key == call.id.hex:
        return True
    # A vendor that does not name our change: of captures and voids there is one at a time.
    named = step.key in {"", call.payment_id.hex}
    return named and call.kind != CallKind.REFUND


def _end(call: PaymentCall, end: _End, payment: Payment, *, stamp: Stamp) -> None:
    if (CallState(call.state), end.move) not in CALL.moves:
        return  # more is not known yet: it stays as it is
    call.move(end.move)
    call.reason = str(end.step.reason or "") if end.move is CallMove.REFUSE else ""
    call.vendor_code = end.step.vendor_code[:80]
    finish(call, stamp)
    if end.move is CallMove.REFUSE:
        tell_refused(payment, call, stamp)


def finish(call: PaymentCall, stamp: Stamp) -> None:
    """Keep a call that is over, and nothing of the customer's means."""
    call.ended_at, call.next_at, call.lease, call.lease_until = stamp.at, None, None, None
    call.sealed_means = ""
    call.save()


def tell_refused(payment: Payment, call: PaymentCall, stamp: Stamp) -> None:
    """Record that a provider said no, and why in words of ours."""
    told = common(payment, Money(call.amount, payment.currency))
    told |= {"reason": call.reason, "vendor_code": call.vendor_code}
    if call.kind == CallKind.BEGIN:
        record(PaymentRefused(**told, stamp=stamp))
    else:
        record(PaymentCallRefused(**told, kind=call.kind, refund=call.grant_id, stamp=stamp))
