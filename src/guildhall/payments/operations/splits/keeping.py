"""What a provider answered about shares is kept, and the tree counted anew in the same breath."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments import rules
from guildhall.payments.events.splits import (
    ReceiverAnswered,
    ShareRefused,
    ShareReturned,
    ShareReturnRefused,
    SplitEnded,
)
from guildhall.payments.models import Payment, Split, SplitLeg, SplitReceiver, SplitReturn
from guildhall.payments.models.splits import Asked
from guildhall.payments.operations.ending import OVER
from guildhall.payments.operations.noting import lock_payment
from guildhall.payments.operations.splits.trees import keep_count, must_have_tree
from guildhall.payments.rules.answers import LEASE
from guildhall.payments.rules.splits import total_of
from guildhall.payments.states import CALL, CallMove, CallState, Outcome, Reason
from guildhall.payments.types import Answer, SplitAnswer

PASSING = frozenset({Reason.TOO_MANY_CALLS, Reason.BALANCE_TOO_LOW})
"""Noes of today: the same is asked again, under the same key."""


@transaction.atomic
def keep_split(split: UUID, lease: UUID, answer: SplitAnswer, *, stamp: Stamp) -> bool:
    """Keep what became of shares, leg by leg; return whether they are to be sent again at once."""
    payment = _payment_of(Split.objects.all(), split, "tree__payment")
    tree = must_have_tree(payment)
    row = Split.objects.select_for_update(of=("self",)).get(pk=split)
    if row.state in OVER or row.lease != lease:
        return False
    row.psp_reference = answer.psp_reference or row.psp_reference
    refused = answer.outcome is Outcome.REFUSED and answer.reason is not Reason.TOO_MANY_CALLS
    told = {each.key: each.answer for each in answer.legs}
    no = Answer(Outcome.REFUSED, reason=answer.reason, vendor_code=answer.vendor_code)
    for leg in row.legs.select_related("receiver").order_by("id"):
        _keep_leg(leg, no if refused else told.get(leg.id.hex), payment, stamp=stamp)
    over = refused or (answer.outcome is Outcome.DONE and _legs_are_over(row))
    again = _move_on(row, answer, over=over, stamp=stamp)
    keep_count(tree, at=stamp.at)
    if row.state in OVER:
        if row.final and not refused:
            tree.finished_at = stamp.at
            tree.save(update_fields=["finished_at"])
        _tell_ended(row, payment, stamp)
    reached("payments.split_kept")
    return again


@transaction.atomic
def keep_return(back: UUID, lease: UUID, answer: Answer, *, stamp: Stamp) -> bool:
    """Keep whether a share came back; return whether it is to be asked for again at once."""
    payment = _payment_of(SplitReturn.objects.all(), back, "leg__split__tree__payment")
    tree = must_have_tree(payment)
    row = SplitReturn.objects.select_for_update(of=("self",)).get(pk=back)
    if row.state in OVER or row.lease != lease:
        return False
    row.psp_reference = answer.psp_reference or row.psp_reference
    passing = answer.outcome is Outcome.REFUSED and answer.reason in PASSING
    over = answer.outcome in {Outcome.DONE, Outcome.REFUSED} and not passing
    again = _move_on(row, answer, over=over, stamp=stamp)
    if row.state == CallState.REFUSED:
        leg = SplitLeg.objects.select_for_update().get(pk=row.leg_id)
        leg.returned -= row.amount
        leg.save(update_fields=["returned"])
        keep_count(tree, at=stamp.at)
    if row.state in OVER:
        _tell_returned(row, payment, stamp)
    reached("payments.return_kept")
    return again


@transaction.atomic
def keep_receiver(receiver: UUID, lease: UUID, answer: Answer, *, stamp: Stamp) -> None:
    """Keep whether the provider knows a receiver; their name is forgotten then."""
    row = SplitReceiver.objects.select_for_update(of=("self",)).get(pk=receiver)
    if row.state in OVER or row.lease != lease:
        return
    passing = answer.reason is Reason.TOO_MANY_CALLS
    over = answer.outcome in {Outcome.DONE, Outcome.REFUSED} and not passing
    if over:
        row.sealed_name = ""
    _move_on(row, answer, over=over, stamp=stamp)
    if over:
        record(
            ReceiverAnswered(
                account=row.account.code,
                receiver=row.code,
                known=row.state == CallState.DONE,
                reason=row.reason,
                vendor_code=row.vendor_code,
                stamp=stamp,
            )
        )
    reached("payments.receiver_kept")


def _payment_of(rows: "QuerySet[Any]", pk: UUID, path: str) -> Payment:
    """Return the payment that a row is about, held before the row is."""
    return lock_payment(rows.values_list(path, flat=True).get(pk=pk))


def _move_on(row: Asked, answer: Answer | SplitAnswer, *, over: bool, stamp: Stamp) -> bool:
    """Move a row by an answer and save it; return whether it is to be sent again at once."""
    row.reason, row.vendor_code = str(answer.reason or ""), answer.vendor_code
    if answer.outcome is Outcome.ABSENT and row.state == CallState.UNKNOWN:
        row.move(CallMove.SEND)
        row.lease_until = row.next_at = stamp.at + LEASE
        row.save()
        return True
    row.lease, row.lease_until = None, None
    if over:
        row.move(CallMove.REFUSE if answer.outcome is Outcome.REFUSED else CallMove.END)
        row.ended_at, row.next_at = stamp.at, None
        row.save()
        return False
    waits = answer.outcome in {Outcome.PENDING, Outcome.DONE} or row.state == CallState.PENDING
    row.move(CallMove.WAIT if waits else CallMove.LOSE)
    row.next_at = stamp.at + rules.wait_after(row.attempts)
    row.save()
    return False


def _keep_leg(leg: SplitLeg, answer: Answer | None, payment: Payment, *, stamp: Stamp) -> None:
    if answer is None or leg.state in OVER:
        return
    if answer.outcome not in {Outcome.DONE, Outcome.REFUSED}:
        return
    refused = answer.outcome is Outcome.REFUSED
    move = CallMove.REFUSE if refused else CallMove.END
    leg.state = CALL.after(CallState(leg.state), move)
    leg.psp_reference = answer.psp_reference
    leg.reason, leg.vendor_code = str(answer.reason or ""), answer.vendor_code
    leg.ended_at = answer.at or stamp.at
    leg.save()
    if refused:
        record(
            ShareRefused(
                reference=payment.reference,
                payment=payment.id,
                amount=Money(leg.amount, payment.currency).rounded(),
                split=leg.split_id,
                leg=leg.id,
                receiver=leg.receiver.code,
                reason=leg.reason,
                vendor_code=leg.vendor_code,
                stamp=stamp,
            )
        )


def _legs_are_over(row: Split) -> bool:
    return not row.legs.exclude(state__in=OVER).exists()


def _tell_ended(row: Split, payment: Payment, stamp: Stamp) -> None:
    legs = list(row.legs.values_list("state", "amount"))

    def total(*states: CallState) -> Money:
        found = [Money(amount, payment.currency) for state, amount in legs if state in states]
        return total_of(found, currency=payment.currency).rounded()

    record(
        SplitEnded(
            reference=payment.reference,
            payment=payment.id,
            amount=total(CallState.DONE),
            split=row.id,
            refused=total(CallState.REFUSED),
            final=row.final,
            stamp=stamp,
        )
    )


def _tell_returned(row: SplitReturn, payment: Payment, stamp: Stamp) -> None:
    told: dict[str, Any] = {
        "reference": payment.reference,
        "payment": payment.id,
        "amount": Money(row.amount, payment.currency).rounded(),
        "leg": row.leg_id,
        "receiver": row.leg.receiver.code,
    }
    if row.state == CallState.DONE:
        record(ShareReturned(**told, stamp=stamp))
        return
    record(ShareReturnRefused(**told, reason=row.reason, vendor_code=row.vendor_code, stamp=stamp))
