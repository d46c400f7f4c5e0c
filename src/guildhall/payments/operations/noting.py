"""The one door for what a provider tells: answers, notifications and looks end here."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import PaymentNotFound
from guildhall.payments.events import PaymentActionNeeded
from guildhall.payments.models import Payment, PaymentEvent
from guildhall.payments.operations.ending import end_told
from guildhall.payments.operations.telling import tell_moved
from guildhall.payments.queries.payments import totals_by_payment
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
    before = amounts_of(row)
    if not _write(row, steps, source=source, stamp=stamp):
        return before
    _learn(row, steps)
    for call in end_told(row, steps, stamp=stamp):
        if call.kind == CallKind.CAPTURE and call.state == CallState.DONE and call.final:
            _let_go_of_the_rest(row, call.id, stamp)
    after = amounts_of(row)
    if any(step.step is Step.ACTION_REQUIRED for step in steps):
        _tell_action(row, stamp)
    tell_moved(row, before, after, stamp=stamp)
    return after


def _let_go_of_the_rest(payment: Payment, call: UUID, stamp: Stamp) -> None:
    """Note that what a last capture leaves is reserved no more."""
    if rest := amounts_of(payment).capturable:
        told = ProviderStep("", Step.CANCEL_SUCCESS, rest, stamp.at, key=f"rest:{call.hex}")
        _write(payment, (told,), source="answer", stamp=stamp)


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


def _write(payment: Payment, steps: Sequence[ProviderStep], *, source: str, stamp: Stamp) -> int:
    rows = [_event(payment, step, source=source, stamp=stamp) for step in steps]
    known = set(payment.events.filter(key__in=[r.key for r in rows]).values_list("key", flat=True))
    new = {row.key: row for row in rows if row.key not in known}
    PaymentEvent.objects.bulk_create(new.values())
    return len(new)


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


def _learn(payment: Payment, steps: Sequence[ProviderStep]) -> None:
    """Keep the vendor's name of the payment, and until when its authorization holds."""
    begun = (Step.AUTHORIZE_SUCCESS, Step.CHARGE_SUCCESS, Step.ACTION_REQUIRED)
    changed = []
    for step in steps:
        if step.step in begun and step.psp_reference and not payment.psp_reference:
            payment.psp_reference = step.psp_reference[:120]
            changed.append("psp_reference")
        if step.expires_at and step.expires_at != payment.expires_at:
            payment.expires_at = step.expires_at
            changed.append("expires_at")
    if changed:
        payment.save(update_fields=sorted(set(changed)))


def _tell_action(payment: Payment, stamp: Stamp) -> None:
    record(
        PaymentActionNeeded(
            reference=payment.reference,
            payment=str(payment.id),
            until=payment.expires_at,
            stamp=stamp,
        )
    )
