"""Calls that are over, by whatever was told: an answer, a notification, a look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from guildhall.kernel.events import Event
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments import rules
from guildhall.payments.events import PaymentCallRefused, PaymentRefused
from guildhall.payments.models import Payment, PaymentCall
from guildhall.payments.operations.telling import common
from guildhall.payments.states import CALL, CallKind, CallMove, CallState, Step, Strategy
from guildhall.payments.types import ProviderStep

OVER = (CallState.DONE, CallState.REFUSED)
# What changes of a call that ends.
ENDED = (
    "state",
    "reason",
    "vendor_code",
    "ended_at",
    "next_at",
    "lease",
    "lease_until",
    "sealed_means",
)


@dataclass(frozen=True, slots=True)
class Ended:
    """A call that is over, and what was told of it."""

    call: PaymentCall
    step: ProviderStep

    @property
    def echo(self) -> tuple[ProviderStep, ...]:
        """The same in the name of the call, where the vendor did not say what it answers.

        It tells of the same movement, so no amount changes, but its request waits no more.
        """
        known = self.call.id.hex
        if self.step.key == known or not self.step.psp_reference:
            return ()
        return (replace(self.step, key=known),)


@dataclass(frozen=True, slots=True)
class _End:
    move: CallMove
    step: ProviderStep


def open_calls(payment: Payment) -> list[PaymentCall]:
    """Lock the calls of a locked payment that are not over, and return them, oldest first."""
    rows = payment.calls.exclude(state__in=OVER).order_by("created_at", "id")
    return list(rows.select_for_update())


def end_told(
    payment: Payment, calls: Sequence[PaymentCall], steps: Sequence[ProviderStep], *, stamp: Stamp
) -> list[Ended]:
    """End the calls of a locked payment that these steps answer; return those, to be written."""
    ended = []
    for call in calls:
        end = _end_of(call, payment, steps) if call.state not in OVER else None
        # What is not in the table stays as it is: more is not known yet.
        if end and (CallState(call.state), end.move) in CALL.moves:
            _end(call, end, stamp)
            ended.append(Ended(call, end.step))
    return ended


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


def _end(call: PaymentCall, end: _End, stamp: Stamp) -> None:
    call.move(end.move)
    call.reason = str(end.step.reason or "") if end.move is CallMove.REFUSE else ""
    call.vendor_code = end.step.vendor_code[:80]
    close(call, stamp)


def close(call: PaymentCall, stamp: Stamp) -> None:
    """Keep of a call that is over nothing of the customer's means. It is not written yet."""
    call.ended_at, call.next_at, call.lease, call.lease_until = stamp.at, None, None, None
    call.sealed_means = ""


def refusals(payment: Payment, ended: Iterable[PaymentCall], stamp: Stamp) -> list[Event]:
    """Return the facts that a provider said no, and why in words of ours."""
    return [_refused(payment, call, stamp) for call in ended if call.state == CallState.REFUSED]


def _refused(payment: Payment, call: PaymentCall, stamp: Stamp) -> Event:
    told = common(payment, Money(call.amount, payment.currency))
    told |= {"reason": call.reason, "vendor_code": call.vendor_code}
    if call.kind == CallKind.BEGIN:
        return PaymentRefused(**told, stamp=stamp)
    return PaymentCallRefused(**told, kind=call.kind, refund=call.grant_id, stamp=stamp)
