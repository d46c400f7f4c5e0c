"""The step that everybody takes who heard something: a caller, a notification, a sweep.

It reads how the payments stand under the checkout's lock and finishes, waits or undoes. Taken
again, it changes nothing.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from guildhall.checkout import rules
from guildhall.checkout.errors import CheckoutIsOver
from guildhall.checkout.events import CheckoutCompleted
from guildhall.checkout.models import Checkout
from guildhall.checkout.operations.acting import acting
from guildhall.checkout.operations.going import Going
from guildhall.checkout.operations.undo import end, go_on_undoing, undo
from guildhall.checkout.queries.checkouts import checkout_of
from guildhall.checkout.states import (
    LIVING,
    MAKING,
    CartMove,
    CheckoutMove,
    CheckoutState,
    StepKind,
    StepState,
    WaitsFor,
)
from guildhall.checkout.types import CheckoutCard
from guildhall.inventory.operations import keep_stock
from guildhall.kernel.events import recording
from guildhall.kernel.fault_points import reached
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.rows import Statement, updating
from guildhall.kernel.stamp import Stamp
from guildhall.orders.errors import FraudInDoubt, HoldLost, OrderOnHold
from guildhall.orders.operations import try_to_confirm, worth_of
from guildhall.organization.queries import get_site

LEASE = timedelta(seconds=30)
_PLACED = "UPDATE checkout_cart SET state = %s, version = version + 1 WHERE id = %s"


@transaction.atomic
def advance_checkout(key: UUID, *, stamp: Stamp, over: bool = False) -> CheckoutCard:
    """Take a checkout as far as its payments let it. Refuses with CheckoutNotFound.

    `over`: its time has come, and its providers have been asked.
    """
    going = Going.lock(key, stamp)
    if going.row.state != CheckoutState.DONE:
        _take(going, over=over)
        reached("checkout.advanced")
        transaction.on_commit(lambda: reached("checkout.advance_committed"))
    return going.card()


def advance_order(number: str, *, stamp: Stamp) -> None:
    """Take the checkout of an order on, if one made it: something was heard of its money."""
    key = checkout_of(number)
    if key is not None:
        advance_checkout(key, stamp=stamp)


@transaction.atomic
def cancel_checkout(key: UUID, *, reason: str, stamp: Stamp) -> CheckoutCard:
    """Call a checkout off: the customer went away, or somebody here said so.

    Refuses with CheckoutNotFound, NotPermitted or CheckoutIsOver.
    """
    going = Going.lock(key, stamp)
    stamp.by.must("carts:edit", "orders:edit", scope=tuple(going.row.scopes))
    if going.row.state not in LIVING:
        raise CheckoutIsOver(state=going.row.state)
    if going.row.state in MAKING:
        undo(going, reason=reason)
        reached("checkout.cancel_written")
        transaction.on_commit(lambda: reached("checkout.canceled"))
    return going.card()


@transaction.atomic
def note_canceled(number: str, *, stamp: Stamp) -> None:
    """Call off the checkout of an order that was called off, if it is still being made."""
    key = checkout_of(number)
    if key is None:
        return
    going = Going.lock(key, stamp)
    if going.row.state in MAKING:
        undo(going, reason="order canceled")


@transaction.atomic
def claim_checkout(key: UUID, *, stamp: Stamp) -> bool:
    """Say that somebody is at a checkout now; return whether nobody else is, and it is due."""
    due = Checkout.objects.filter(id=key, state__in=LIVING, next_at__lte=stamp.at)
    row = due.select_for_update(skip_locked=True).first()
    if row is None or (row.lease_until is not None and row.lease_until > stamp.at):
        return False
    row.attempts += 1
    row.lease_until = row.next_at = stamp.at + LEASE
    row.save(update_fields=["attempts", "lease_until", "next_at"])
    reached("checkout.claim_written")
    transaction.on_commit(lambda: reached("checkout.claimed"))
    return True


@transaction.atomic
def hurry_checkout(key: UUID, *, stamp: Stamp) -> None:
    """Have a checkout taken up at once, whoever may be at it.

    Refuses with CheckoutNotFound, NotPermitted or CheckoutIsOver.
    """
    going = Going.lock(key, stamp)
    stamp.by.must("orders:edit", scope=tuple(going.row.scopes))
    if going.row.state not in LIVING:
        raise CheckoutIsOver(state=going.row.state)
    going.row.next_at = stamp.at
    going.save()


def _take(going: Going, *, over: bool) -> None:
    state = CheckoutState(going.row.state)
    match rules.next_step(state, going.stands, reason=going.refused_for, over=over):
        case rules.Finish():
            _finish(going)
        case rules.Undo() if state is CheckoutState.FAILED and _lives(going):
            pass  # its money is its own again
        case rules.Undo(reason):
            undo(going, reason=reason)
        case rules.End():
            end(going)
        case rules.Wait() if state is CheckoutState.UNDOING:
            go_on_undoing(going)
        case rules.Wait(on):
            _wait(going, on)
        case _:  # nothing: it is over
            pass


def _lives(going: Going) -> bool:
    """Return whether the order was opened again after all; nobody does so meanwhile."""
    return bool(worth_of(going.row.order_number, going.row.currency))


def _finish(going: Going) -> None:
    """Let the order stand. Where its stock is gone meanwhile, all is undone instead."""
    row = going.row
    if lost := _accept(going):
        undo(going, reason=lost.code)
        return
    row.move(CheckoutMove.FINISH)
    row.waits_for, row.next_at, row.ended_at = "", None, going.stamp.at
    row.cart.move(CartMove.PLACE)
    placed = Statement(_PLACED, (str(row.cart.state), row.cart_id))
    told = CheckoutCompleted(checkout=row.id, number=row.order_number, stamp=going.stamp)
    going.save(_closed(going), placed, recording([told]))


def _accept(going: Going) -> Refusal | None:
    """Confirm the order where its channel does that by itself; else keep its stock for it.

    One that waits for a transfer, or that somebody has put on hold, waits for them. Returns
    HoldLost, or MoveNotAllowed where it was called off.
    """
    number = going.row.order_number
    channel = get_site(going.row.cart.site.number).channel
    if channel.confirms_itself and not going.waits_for_transfer:
        refused = try_to_confirm(number, stamp=acting(going.stamp))
        if not isinstance(refused, OrderOnHold | FraudInDoubt):
            return refused
    return None if keep_stock(number, stamp=going.stamp) else HoldLost(number=number)


def _closed(going: Going) -> Statement:
    """Return the statement that ends the steps that are open."""
    closed = going.open_steps()
    for step in closed:
        step.state, step.attempts = StepState.DONE, max(step.attempts, 1)
        step.started_at = step.started_at or going.stamp.at
        step.ended_at = going.stamp.at
    return updating(closed, changed=("state", "attempts", "started_at", "ended_at"))


def _wait(going: Going, on: WaitsFor) -> None:
    """Say for whom it waits, and which of its tenders have their money already."""
    row, at = going.row, going.stamp.at
    paid = {payment.id for payment in going.payments if payment.stand in rules.PAID}
    done = [s for s in going.open_steps() if s.kind == StepKind.AUTHORIZE and s.payment in paid]
    for step in done:
        step.state, step.ended_at = StepState.DONE, at
    row.move(CheckoutMove.WAIT)
    row.waits_for = on
    row.next_at = rules.next_look(at, attempts=row.attempts, deadline=row.deadline)
    going.save(updating(done, changed=("state", "ended_at")))
