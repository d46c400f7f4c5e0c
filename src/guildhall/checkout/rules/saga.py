"""What a checkout does next, from how its payments stand. Pure.

The same facts always lead to the same step, whoever heard of them first and however often.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from guildhall.checkout.states import CheckoutState, WaitsFor
from guildhall.payments.states import Stand

PAID = frozenset({Stand.AUTHORIZED, Stand.CHARGED})
# Of these nothing is left to be given back.
NOTHING_KEPT = frozenset({Stand.REFUSED, Stand.VOIDED, Stand.REFUNDED, Stand.CHARGED_BACK})
FIRST_LOOK = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=5)


class Next:
    """What is to be done."""


@dataclass(frozen=True, slots=True)
class Finish(Next):
    """All of it is authorized: the order stands."""


@dataclass(frozen=True, slots=True)
class Wait(Next):
    """Somebody else has to act first."""

    on: WaitsFor


@dataclass(frozen=True, slots=True)
class Undo(Next):
    """It cannot be had: give back what was taken."""

    reason: str


@dataclass(frozen=True, slots=True)
class Nothing(Next):
    """It is over."""


@dataclass(frozen=True, slots=True)
class End(Next):
    """All was given back."""


def next_step(
    state: CheckoutState, stands: Sequence[Stand], *, reason: str = "", over: bool = False
) -> Next:
    """Return what a checkout does now. `over`: its time has come, and the provider was asked."""
    match state:
        case CheckoutState.DONE:
            return Nothing()
        case CheckoutState.FAILED:
            return Undo("paid too late") if any(s in PAID for s in stands) else Nothing()
        case CheckoutState.UNDOING:
            back = all(each in NOTHING_KEPT for each in stands)
            return End() if back else Wait(WaitsFor.REFUND)
        case _:
            return _making(stands, reason=reason, over=over)


def _making(stands: Sequence[Stand], *, reason: str, over: bool) -> Next:
    if any(each in NOTHING_KEPT for each in stands):
        return Undo(reason or "refused")
    if all(each in PAID for each in stands):
        return Finish()
    return Undo("expired") if over else Wait(waits_for(stands))


def waits_for(stands: Iterable[Stand]) -> WaitsFor:
    """Return for whom a checkout waits: the customer before the provider before an answer."""
    found = set(stands)
    if Stand.ACTION_NEEDED in found:
        return WaitsFor.CUSTOMER
    if Stand.PENDING in found:
        return WaitsFor.PROVIDER
    return WaitsFor.ANSWER


def next_look(at: datetime, *, attempts: int, deadline: datetime) -> datetime:
    """Return when somebody looks again: seldomer each time, but at its deadline."""
    pause = min(FIRST_LOOK * int(2 ** min(attempts, 10)), LONGEST_PAUSE)
    return min(at + pause, deadline) if deadline > at else at + pause
