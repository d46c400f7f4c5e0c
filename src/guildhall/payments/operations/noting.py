"""The one door for what a provider tells: answers, notifications and looks end here."""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import Event, record_all, recording
from guildhall.kernel.rows import NOTHING, insertion, send, updating
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import financial_day
from guildhall.payments.errors import PaymentNotFound
from guildhall.payments.events import PaymentActionNeeded
from guildhall.payments.models import Payment, PaymentCall, PaymentEvent
from guildhall.payments.operations.ending import ENDED, end_told, open_calls, refusals
from guildhall.payments.operations.grants import note_refund, tells_of_refunds
from guildhall.payments.operations.telling import moved
from guildhall.payments.queries.payments import totals_by_payment, totals_of_events
from guildhall.payments.states import CallKind, CallState, Step
from guildhall.payments.types import PaymentTotals, ProviderStep

MOST_CODE = 80


class CurrencyDiffers(RuntimeError):
    """A provider tells of money in a currency that nobody asked for."""


@transaction.atomic
def note_steps(
    payment: UUID, steps: Sequence[ProviderStep], *, source: str, stamp: Stamp
) -> PaymentTotals:
    """Write what a provider tells of a payment; told again, or out of order, it changes nothing.

    `source` is `answer`, `notice`, `look` or `hand`. What moved by it is told as facts, each
    movement once; calls that it answers are over. Refuses with PaymentNotFound.
    """
    row = lock_payment(payment)
    return note_on(row, steps, calls=open_calls(row), source=source, stamp=stamp)


def note_on(
    row: Payment,
    steps: Sequence[ProviderStep],
    *,
    calls: Sequence[PaymentCall],
    source: str,
    stamp: Stamp,
) -> PaymentTotals:
    """Do as `note_steps` with a payment and its open calls, which the caller has locked.

    The history is read once; what is new is added to it in memory and written in one message.
    """
    events = list(row.events.all())
    before = totals_of_events(events, currency=row.currency)
    new = _unknown(row, steps, events, source=source, stamp=stamp)
    if not new:
        return before
    learned = _learn(row, steps)
    over = end_told(row, calls, steps, stamp=stamp)
    echoes = [echo for each in over for echo in each.echo]
    new += _unknown(row, echoes, [*events, *new], source=source, stamp=stamp)
    ended = [each.call for each in over]
    new += _rests(row, ended, [*events, *new], stamp=stamp)
    after = totals_of_events([*events, *new], currency=row.currency)
    writes = (
        insertion(new),
        updating([row], changed=learned) if learned else NOTHING,
        updating(ended, changed=ENDED),
    )
    facts = refusals(row, ended, stamp)
    more = [*_actions(row, steps, stamp), *moved(row, before, after, stamp=stamp)]
    if not tells_of_refunds(steps):
        send(*writes, recording([*facts, *more]))
        return after
    send(*writes, recording(facts))
    note_refund(row, steps, stamp=stamp)
    record_all(more)
    return after


def _rests(
    payment: Payment,
    ended: Iterable[PaymentCall],
    events: Sequence[PaymentEvent],
    *,
    stamp: Stamp,
) -> list[PaymentEvent]:
    """Return the events that what last captures leave is reserved no more."""
    found: list[PaymentEvent] = []
    for call in ended:
        if call.kind == CallKind.CAPTURE and call.state == CallState.DONE and call.final:
            told = totals_of_events([*events, *found], currency=payment.currency)
            if rest := told.capturable:
                key = f"rest:{call.id.hex}"
                step = ProviderStep("", Step.CANCEL_SUCCESS, rest, stamp.at, key=key)
                found.append(_event(payment, step, source="answer", stamp=stamp))
    return found


def lock_payment(payment: UUID) -> Payment:
    """Return a payment that nobody else changes meanwhile. Refuses with PaymentNotFound."""
    rows = Payment.objects.select_related("account").filter(pk=payment)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise PaymentNotFound(payment=payment)
    return row


def amounts_of(payment: Payment) -> PaymentTotals:
    """Return a payment's amounts, recomputed from its history."""
    found = totals_by_payment([payment.id], currency=payment.currency)
    return found.get(payment.id, PaymentTotals.none(payment.currency))


def _unknown(
    payment: Payment,
    steps: Sequence[ProviderStep],
    events: Iterable[PaymentEvent],
    *,
    source: str,
    stamp: Stamp,
) -> list[PaymentEvent]:
    """Return the events of those steps that are not in the history yet, each once."""
    known = {event.key for event in events}
    rows = [_event(payment, step, source=source, stamp=stamp) for step in steps]
    return list({row.key: row for row in rows if row.key not in known}.values())


def _event(payment: Payment, step: ProviderStep, *, source: str, stamp: Stamp) -> PaymentEvent:
    if step.amount.currency != payment.currency:
        raise CurrencyDiffers(f"{payment.id}: {step.amount.currency} for {payment.currency}")
    return PaymentEvent(
        payment=payment,
        key=_name(step),
        psp_reference=step.psp_reference[:120],
        step=step.step,
        amount=step.amount.amount,
        actor=stamp.by.name,
        occurred_at=step.occurred_at,
        business_date=financial_day(payment.scopes, at=step.occurred_at),
        change=step.key[:40],
        source=source,
        reason=str(step.reason or ""),
        vendor_code=step.vendor_code[:MOST_CODE],
        fee=step.fee.amount if step.fee else None,
    )


def _name(step: ProviderStep) -> str:
    """Return what makes writing the same step twice impossible."""
    told = (
        step.psp_reference,
        step.step.value,
        str(step.amount.amount.normalize()),
        step.occurred_at.isoformat(),
        step.key,
    )
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:40]


def _learn(payment: Payment, steps: Sequence[ProviderStep]) -> tuple[str, ...]:
    """Keep the vendor's name of the payment, and until when its authorization holds.

    Returns which attributes are to be written.
    """
    begun = (Step.AUTHORIZE_SUCCESS, Step.CHARGE_SUCCESS, Step.ACTION_REQUIRED)
    changed = set()
    for step in steps:
        if step.step in begun and step.psp_reference and not payment.psp_reference:
            payment.psp_reference = step.psp_reference[:120]
            changed.add("psp_reference")
        if step.expires_at and step.expires_at != payment.expires_at:
            payment.expires_at = step.expires_at
            changed.add("expires_at")
    return tuple(sorted(changed))


def _actions(payment: Payment, steps: Sequence[ProviderStep], stamp: Stamp) -> list[Event]:
    """Return the fact that a customer has to act, if these steps say so."""
    if not any(step.step is Step.ACTION_REQUIRED for step in steps):
        return []
    return [
        PaymentActionNeeded(
            reference=payment.reference,
            payment=str(payment.id),
            until=payment.expires_at,
            stamp=stamp,
        )
    ]
