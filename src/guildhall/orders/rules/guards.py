"""What keeps an order from going on: each guard says why not, or nothing. Pure.

Operations refuse with what a guard says, and a page shows it before anybody tries.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from guildhall.kernel.money import Money
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.states import Machine, MoveNotAllowed
from guildhall.orders.errors import (
    AlreadyShipped,
    EditOpen,
    FraudInDoubt,
    NotConfirmed,
    NothingDue,
    NothingLeft,
    NotOnHold,
    NotOpen,
    OrderIsOver,
    OrderOnHold,
)
from guildhall.orders.states import (
    CLOSED_STATES,
    FRAUD,
    FULFILLMENT,
    OPEN_STATES,
    ORDER,
    FraudMove,
    FraudState,
    FulfillmentMove,
    FulfillmentState,
    OrderMove,
    OrderState,
)

DOUBTFUL = (FraudState.REVIEW, FraudState.DENIED)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an order stands, as its guards read it. `free` is how much could be called off."""

    number: str
    state: OrderState
    fulfillment: FulfillmentState
    holds: Sequence[str]
    fraud: FraudState
    free: Decimal
    due: Money
    is_edited: bool


type Guard = Callable[[Stand], Refusal | None]


def must_go_on(number: str, *, holds: Sequence[str], fraud: str) -> None:
    """Refuse with OrderOnHold or FraudInDoubt what waits for somebody."""
    if why := _waits(number, holds, fraud):
        raise why


def may_confirm(stand: Stand) -> Refusal | None:
    waits = _waits(stand.number, stand.holds, stand.fraud)
    return _no_move(ORDER, stand.state, OrderMove.CONFIRM) or waits


def may_ship(stand: Stand) -> Refusal | None:
    if stand.state is not OrderState.CONFIRMED:
        return NotConfirmed(number=stand.number, state=stand.state)
    waits = _waits(stand.number, stand.holds, stand.fraud)
    return waits or _no_move(FULFILLMENT, stand.fulfillment, FulfillmentMove.SHIP)


def may_cancel(stand: Stand) -> Refusal | None:
    if stand.fulfillment is FulfillmentState.PARTIALLY_FULFILLED:
        return AlreadyShipped(number=stand.number)
    no = _no_move(ORDER, stand.state, OrderMove.CANCEL)
    return no or _no_move(FULFILLMENT, stand.fulfillment, FulfillmentMove.CANCEL)


def may_cancel_part(stand: Stand) -> Refusal | None:
    if stand.state not in OPEN_STATES:
        return NotOpen(number=stand.number, state=stand.state)
    return None if stand.free else NothingLeft(number=stand.number)


def may_edit(stand: Stand) -> Refusal | None:
    if stand.state not in OPEN_STATES:
        return NotOpen(number=stand.number, state=stand.state)
    return EditOpen(number=stand.number) if stand.is_edited else None


def may_pay(stand: Stand) -> Refusal | None:
    if stand.state in CLOSED_STATES:
        return OrderIsOver(number=stand.number, state=stand.state)
    return None if stand.due.amount > 0 else NothingDue(number=stand.number)


def may_hold(stand: Stand) -> Refusal | None:
    if stand.state not in OPEN_STATES:
        return NotOpen(number=stand.number, state=stand.state)
    return None


def may_release(stand: Stand) -> Refusal | None:
    return None if stand.holds else NotOnHold(number=stand.number)


def may_review(stand: Stand) -> Refusal | None:
    return may_hold(stand) or _no_move(FRAUD, stand.fraud, FraudMove.ASK)


def may_judge(stand: Stand) -> Refusal | None:
    return _no_move(FRAUD, stand.fraud, FraudMove.APPROVE)


GUARDS: dict[str, tuple[str, Guard]] = {
    "confirm": ("orders:edit", may_confirm),
    "ship": ("orders:edit", may_ship),
    "pay": ("payments:edit", may_pay),
    "edit": ("orders:edit", may_edit),
    "cancel_part": ("orders:edit", may_cancel_part),
    "cancel": ("orders:edit", may_cancel),
    "hold": ("orders:edit", may_hold),
    "release": ("orders:edit", may_release),
    "review": ("orders:edit", may_review),
    "judge": ("orders:approve", may_judge),
}
"""What can be done with an order: by which right, and what may stand against it."""


def _waits(number: str, holds: Sequence[str], fraud: str) -> Refusal | None:
    if holds:
        return OrderOnHold(number=number, reasons=", ".join(sorted(holds)))
    return FraudInDoubt(number=number) if fraud in DOUBTFUL else None


def _no_move[S: StrEnum, M: StrEnum](machine: Machine[S, M], state: S, move: M) -> Refusal | None:
    if move in machine.allowed(state):
        return None
    allowed = ", ".join(machine.allowed(state)) or "-"
    return MoveNotAllowed(move=str(move), state=str(state), allowed=allowed)
