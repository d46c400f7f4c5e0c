"""What a checkout did is undone, each thing once: order and stock, money, cart."""

from django.db.models import F

from guildhall.checkout.events import CheckoutFailed, CheckoutUndoing
from guildhall.checkout.models import Cart, CheckoutStep
from guildhall.checkout.operations.acting import acting
from guildhall.checkout.operations.going import Going
from guildhall.checkout.operations.tenders import give_back
from guildhall.checkout.rules import FIRST_LOOK, next_look
from guildhall.checkout.states import (
    CartMove,
    CheckoutMove,
    CheckoutState,
    StepKind,
    StepState,
    WaitsFor,
)
from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.rows import insert_rows, update_rows
from guildhall.kernel.states import MoveNotAllowed
from guildhall.orders.operations import cancel_order
from guildhall.payments.states import Stand
from guildhall.payments.types import PaymentCard


def undo(going: Going, *, reason: str) -> None:
    """Call the order off with its stock, have its money given back, and open the cart again.

    What nobody was paid for ends at once; otherwise it waits for what is on its way back.
    """
    row, stamp = going.row, going.stamp
    late = row.state == CheckoutState.FAILED
    row.move(CheckoutMove.UNDO)
    row.reason = reason[:80]
    _close_steps(going)
    kept = going.kept
    added = [_step_back(going, payment) for payment in kept]
    if not late:
        _cancel(going)
        _reopen(going)
        added.append(going.add_step(StepKind.REOPEN, StepState.DONE))
    insert_rows(added)
    for payment in kept:
        give_back(row, payment, stamp=stamp)
    record(
        CheckoutUndoing(checkout=row.id, number=row.order_number, reason=row.reason, stamp=stamp)
    )
    reached("checkout.undoing")
    if kept:
        row.waits_for, row.next_at = WaitsFor.REFUND, stamp.at + FIRST_LOOK
        row.ended_at = None
        going.save()
    else:
        end(going)


def go_on_undoing(going: Going) -> None:
    """Have given back what came meanwhile: a customer may pay while it is being called off."""
    row, stamp = going.row, going.stamp
    for payment in going.kept:
        give_back(row, payment, stamp=stamp)
    row.next_at = next_look(stamp.at, attempts=row.attempts, deadline=stamp.at)
    going.save()


def end(going: Going) -> None:
    """Say that all was given back."""
    row = going.row
    row.move(CheckoutMove.END)
    row.waits_for, row.next_at, row.ended_at = "", None, going.stamp.at
    going.save()
    last = going.open_steps()
    for step in last:
        step.state, step.ended_at = StepState.DONE, going.stamp.at
    update_rows(last, changed=("state", "ended_at"))
    told = CheckoutFailed(
        checkout=row.id, number=row.order_number, reason=row.reason, stamp=going.stamp
    )
    record(told)


def _close_steps(going: Going) -> None:
    """Say of each step whether it failed, or was given up."""
    refused = {each.id: each.reason for each in going.payments if each.stand == Stand.REFUSED}
    closed = going.open_steps()
    for step in closed:
        failed = step.payment in refused
        step.state = StepState.FAILED if failed else StepState.UNDONE
        step.reason = refused.get(step.payment, "") if step.payment else ""
        step.ended_at = going.stamp.at
    update_rows(closed, changed=("state", "reason", "ended_at"))


def _step_back(going: Going, payment: PaymentCard) -> CheckoutStep:
    step = going.add_step(StepKind.GIVE_BACK, StepState.RUNNING)
    step.provider, step.way = payment.account or payment.method, payment.way
    step.amount, step.payment = payment.amount.amount, payment.id
    return step


def _cancel(going: Going) -> None:
    number, why = going.row.order_number, f"checkout: {going.row.reason}"
    try:
        cancel_order(number, reason=why, stamp=acting(going.stamp))
    except MoveNotAllowed:
        # It is called off already: its hold ended, or somebody was quicker.
        return


def _reopen(going: Going) -> None:
    """Let the shopper try again at once, whatever is still on its way back to them."""
    cart = going.row.cart
    cart.move(CartMove.REOPEN)
    cart.held_since = cart.held_until = None
    cart.order_number = ""
    Cart.objects.filter(id=cart.id).update(
        state=cart.state,
        order_number="",
        held_since=None,
        held_until=None,
        version=F("version") + 1,
    )
