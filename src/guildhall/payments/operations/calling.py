"""A call is made: claimed in one transaction, sent in none, its answer kept in another.

Whoever dies in between leaves a lease behind. When it is over the call is unknown: the provider
is asked, and the call sent again under the same key only where the provider has never had it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import connections, transaction

from guildhall.kernel.events import record, record_all
from guildhall.kernel.fault_points import reached
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.payments import rules
from guildhall.payments.errors import PaymentNotFound
from guildhall.payments.events import PaymentCallUnresolved
from guildhall.payments.models import PaymentCall
from guildhall.payments.operations.asking import Asked, asked_by, told_by
from guildhall.payments.operations.ending import OVER, close, open_calls, refusals
from guildhall.payments.operations.noting import lock_payment, note_on
from guildhall.payments.operations.telling import common
from guildhall.payments.ports import Provider, call_after_commit, provider
from guildhall.payments.rules import scans
from guildhall.payments.states import CallKind, CallMove, CallState, Outcome, Reason
from guildhall.payments.types import Answer, Standing

type Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Claim:
    """A call that we alone are at work on, and what is to be done: send it, or ask after it."""

    call: UUID
    lease: UUID
    do: Literal["send", "look"]
    asked: Asked


def run_call(call: UUID, *, now: Now) -> bool:
    """Make a call that is due, or ask what became of it; return whether it is over.

    Run it again as often as you like: what another is at work on, or is not due, is left alone.
    Not inside a transaction. Refuses with PaymentNotFound or ProviderNotBound.
    """
    claim = _claim(call, at=now())
    if claim is None:
        return PaymentCall.objects.filter(pk=call, state__in=OVER).exists()
    over = False
    while claim is not None:
        standing = _ask(claim)
        claim, over = _keep(claim, standing, at=now())
    return over


def _ask(claim: Claim) -> Standing:
    """Ask the provider, with no transaction open and no connection to the database held."""
    let_go()
    vendor = provider(claim.asked.account.provider)
    reached(f"payments.{claim.do}_about_to")
    if claim.do == "look":
        standing = vendor.look(claim.asked.account, claim.asked.change)
    else:
        standing = Standing(_sent(vendor, claim.asked))
    reached(f"payments.{claim.do}_answered")
    return standing


def _sent(vendor: Provider, asked: Asked) -> Answer:
    if asked.order is not None:
        return vendor.begin(asked.account, asked.order)
    ask = {
        CallKind.CAPTURE: vendor.capture,
        CallKind.VOID: vendor.void,
        CallKind.REFUND: vendor.refund,
    }[asked.change.kind]
    return ask(asked.account, asked.change)


def let_go() -> None:
    """Give this thread's connections back. Raises RuntimeError inside a transaction."""
    for connection in connections.all(initialized_only=True):
        if connection.in_atomic_block:
            raise RuntimeError("a provider is never called inside a transaction")
        connection.close()


def _claim(call: UUID, *, at: datetime) -> Claim | None:
    """Return a claim upon a call that is due and that nobody is at work on."""
    with transaction.atomic():
        rows = PaymentCall.objects.select_related("payment__account").filter(pk=call)
        row = rows.select_for_update(of=("self",)).first()
        if row is None:
            raise PaymentNotFound(payment=call)
        claim = _claimed(row, at)
        reached("payments.claim_written")
    reached("payments.claimed")
    return claim


def _claimed(row: PaymentCall, at: datetime) -> Claim | None:
    if row.state in OVER or (row.lease_until is not None and row.lease_until > at):
        return None
    soonest = scans.not_before(row.payment.way, CallKind(row.kind), asked_at=_begun_at(row))
    if soonest > at or _waits_for_another(row):
        row.next_at = max(soonest, at + rules.wait_after(1))
        row.save(update_fields=["next_at"])
        return None
    if row.state == CallState.SENT:
        row.move(CallMove.LOSE)  # whoever sent it is gone
    return _take(row, at)


def _take(row: PaymentCall, at: datetime) -> Claim:
    do: Literal["send", "look"] = "send" if row.state == CallState.WAITING else "look"
    if do == "send":
        row.move(CallMove.SEND)
        row.sent_at = at
    row.attempts += 1
    row.lease, row.lease_until = new_id(), at + rules.LEASE
    row.next_at = row.lease_until
    row.save()
    is_first = do == "send" and row.kind == CallKind.BEGIN
    return Claim(row.id, row.lease, do, asked_by(row, at=at, is_first=is_first))


def _waits_for_another(row: PaymentCall) -> bool:
    """Return whether an earlier call of the payment is on its way: one after another."""
    if row.kind == CallKind.BEGIN:
        return False
    on_its_way = {CallState.WAITING, CallState.SENT, CallState.UNKNOWN}
    if row.payment.way == scans.SCAN:
        on_its_way.discard(CallState.UNKNOWN)  # revoking is the end of doubt, not of certainty
    earlier = PaymentCall.objects.filter(payment=row.payment_id, state__in=on_its_way)
    return earlier.filter(id__lt=row.id).exists()


def _begun_at(row: PaymentCall) -> datetime:
    """Return when the payment of a call was asked for, or this call where that was not sent."""
    if row.kind == CallKind.BEGIN:
        return row.created_at
    sent = PaymentCall.objects.filter(pk=row.payment_id).values_list("sent_at", flat=True).first()
    return sent or row.created_at


def _keep(claim: Claim, standing: Standing, *, at: datetime) -> tuple[Claim | None, bool]:
    """Keep an answer; return a claim where the same call is to be sent again at once.

    Beside it, whether the call is over.
    """
    stamp = system_stamp("payments.calls", at)
    with transaction.atomic():
        payment = lock_payment(claim.asked.payment)
        calls = open_calls(payment)
        source = "answer" if claim.do == "send" else "look"
        steps = (*standing.steps, *told_by(claim.asked, standing.answer, at=at))
        if standing.answer.action and dict(standing.answer.action) != payment.action:
            payment.action = dict(standing.answer.action)
            payment.save(update_fields=["action"])
        if steps:
            note_on(payment, steps, calls=calls, source=source, stamp=stamp)
        again = None
        row = next((c for c in calls if c.id == claim.call and c.state not in OVER), None)
        if row is not None and row.lease == claim.lease:
            again = _go_on(row, standing.answer, claim, stamp=stamp)
        is_over = row is None or row.state in OVER
        reached("payments.answer_written")
    reached("payments.answer_kept")
    return again, is_over


def _go_on(row: PaymentCall, answer: Answer, claim: Claim, *, stamp: Stamp) -> Claim | None:
    """Leave a call that has no end yet to be taken up again; return a claim to send it now."""
    row.lease, row.lease_until = None, None
    held = row.state == CallState.PENDING and row.kind == CallKind.BEGIN and row.payment.action
    if answer.outcome is Outcome.ABSENT and claim.do == "look" and not held:
        return _send_again(row, claim, stamp)
    # What a customer holds and has not used yet, some vendors know nothing of.
    waits = answer.outcome in {Outcome.PENDING, Outcome.ACTION_REQUIRED}
    row.move(CallMove.WAIT if waits or row.state == CallState.PENDING else CallMove.LOSE)
    row.next_at = _next_look(row, stamp.at)
    row.save()
    if row.payment.way == scans.SCAN:
        call_after_commit(row.id, wait=row.next_at - stamp.at)
    if row.state == CallState.UNKNOWN and row.attempts == rules.UNRESOLVED_AFTER:
        _tell_unresolved(row, stamp)
    return None


def _next_look(row: PaymentCall, at: datetime) -> datetime:
    later = at + rules.wait_after(row.attempts)
    if row.kind != CallKind.BEGIN:
        return later
    return scans.next_look(row.payment.way, asked_at=row.created_at, at=at) or later


def _send_again(row: PaymentCall, claim: Claim, stamp: Stamp) -> Claim | None:
    old = stamp.at - row.created_at > rules.SENT_AGAIN_FOR
    old |= not scans.may_be_sent_again(row.payment.way, asked_at=row.created_at, at=stamp.at)
    if row.state != CallState.UNKNOWN or old:
        row.move(CallMove.REFUSE)
        row.reason = Reason.EXPIRED
        close(row, stamp)
        row.save()
        record_all(refusals(row.payment, [row], stamp))
        return None
    row.move(CallMove.SEND)
    row.sent_at, row.lease, row.lease_until = stamp.at, claim.lease, stamp.at + rules.LEASE
    row.next_at = row.lease_until
    row.save()
    return replace(claim, do="send")


def _tell_unresolved(row: PaymentCall, stamp: Stamp) -> None:
    told = common(row.payment, Money(row.amount, row.payment.currency))
    record(PaymentCallUnresolved(**told, kind=row.kind, attempts=row.attempts, stamp=stamp))
