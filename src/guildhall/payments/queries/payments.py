"""What can be asked about money that moves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from guildhall.kernel.money import Money
from guildhall.payments import rules
from guildhall.payments.errors import PaymentNotFound
from guildhall.payments.models import Payment, PaymentCall, PaymentEvent
from guildhall.payments.states import CallKind, CallState, Step
from guildhall.payments.types import CallCard, PaymentCard, PaymentStep, PaymentTotals

OVER = (CallState.DONE, CallState.REFUSED)


def totals_of(reference: str, *, currency: str) -> PaymentTotals:
    """Return what was taken and given back for a reference, recomputed from its history."""
    payments = Payment.objects.filter(reference=reference, currency=currency)
    each = totals_by_payment(payments.values_list("id", flat=True), currency=currency)
    return sum(each.values(), PaymentTotals.none(currency))


def totals_by_payment(payments: Iterable[UUID], *, currency: str) -> dict[UUID, PaymentTotals]:
    """Return the amounts of payments in one currency, each recomputed from its history."""
    rows = PaymentEvent.objects.filter(payment_id__in=payments).values_list(
        "payment_id", "psp_reference", "step", "amount", "occurred_at", "change"
    )
    told: dict[UUID, list[PaymentStep]] = {}
    for payment, psp, step, amount, at, key in rows:
        told.setdefault(payment, []).append(PaymentStep(psp, Step(step), amount, at, key))
    return {payment: rules.totals(steps, currency=currency) for payment, steps in told.items()}


def totals_of_events(events: Iterable[PaymentEvent], *, currency: str) -> PaymentTotals:
    """Return what the events of one payment come to, which whoever calls has read or written."""
    told = (
        PaymentStep(e.psp_reference, Step(e.step), e.amount, e.occurred_at, e.change)
        for e in events
    )
    return rules.totals(told, currency=currency)


def is_recorded(reference: str, *, key: str) -> bool:
    """Return whether a payment of a reference was recorded under this key."""
    return Payment.objects.filter(key=rules.key_of(reference, key)).exists()


def get_payment(payment: UUID) -> PaymentCard:
    """Return a payment with its calls. Refuses with PaymentNotFound."""
    row = Payment.objects.select_related("account").filter(pk=payment).first()
    if row is None:
        raise PaymentNotFound(payment=payment)
    return cards_of([row])[0]


def payments_of(reference: str) -> tuple[PaymentCard, ...]:
    """Return the payments of a reference with their calls, oldest first."""
    found: dict[UUID, Payment] = {}
    told: dict[UUID, list[PaymentStep]] = {}
    for row in _with_events(reference):
        found.setdefault(row.id, row)
        if row.told_step is not None:
            step = PaymentStep(
                row.told_psp, Step(row.told_step), row.told_amount, row.told_at, row.told_key
            )
            told.setdefault(row.id, []).append(step)
    totals = {
        key: rules.totals(told.get(key, []), currency=row.currency) for key, row in found.items()
    }
    return _cards(list(found.values()), totals)


def _with_events(reference: str) -> QuerySet[Any]:
    """Return the payments of a reference, each as often as it has events, and once without."""
    rows = Payment.objects.select_related("account").filter(reference=reference)
    return rows.order_by("created_at", "id").annotate(
        told_psp=F("events__psp_reference"),
        told_step=F("events__step"),
        told_amount=F("events__amount"),
        told_at=F("events__occurred_at"),
        told_key=F("events__change"),
    )


def due_calls(at: datetime, *, limit: int) -> tuple[UUID, ...]:
    """Return calls that nobody is at work on and that are due, those due longest first."""
    rows = PaymentCall.objects.filter(next_at__lte=at).exclude(state__in=OVER)
    return tuple(rows.order_by("next_at").values_list("id", flat=True)[:limit])


def is_over(call: UUID) -> bool:
    """Return whether a call has its answer."""
    return PaymentCall.objects.filter(pk=call, state__in=OVER).exists()


def cards_of(rows: Sequence[Payment]) -> tuple[PaymentCard, ...]:
    """Return payments as cards, in a constant number of statements."""
    totals: dict[UUID, PaymentTotals] = {}
    for currency in {row.currency for row in rows}:
        own = [row.id for row in rows if row.currency == currency]
        totals |= totals_by_payment(own, currency=currency)
    return _cards(rows, totals)


def _cards(
    rows: Sequence[Payment], totals: Mapping[UUID, PaymentTotals]
) -> tuple[PaymentCard, ...]:
    calls: dict[UUID, list[PaymentCall]] = {}
    for call in PaymentCall.objects.filter(payment__in=rows).order_by("created_at", "id"):
        calls.setdefault(call.payment_id, []).append(call)
    return tuple(_card(row, calls.get(row.id, []), totals) for row in rows)


def card_of(
    row: Payment, calls: Sequence[PaymentCall], events: Iterable[PaymentEvent]
) -> PaymentCard:
    """Return a payment as a card, from all its calls and events."""
    return _card(row, calls, {row.id: totals_of_events(events, currency=row.currency)})


def _card(
    row: Payment, calls: Sequence[PaymentCall], totals: Mapping[UUID, PaymentTotals]
) -> PaymentCard:
    amounts = totals.get(row.id, PaymentTotals.none(row.currency))
    first = next((call for call in calls if call.kind == CallKind.BEGIN), None)
    return PaymentCard(
        id=row.id,
        reference=row.reference,
        method=row.method,
        account=row.account.code if row.account else "",
        amount=Money(row.amount, row.currency) if row.amount is not None else amounts.charged,
        strategy=row.strategy,
        way=row.way,
        stand=rules.stand(
            amounts, begun=CallState(first.state) if first else None, acts=bool(row.action)
        ),
        totals=amounts,
        scopes=tuple(row.scopes),
        psp_reference=row.psp_reference,
        action=row.action,
        expires_at=row.expires_at,
        created_at=row.created_at,
        call=first.id if first else None,
        reason=first.reason if first else "",
        vendor_code=first.vendor_code if first else "",
        calls=tuple(_call_card(call, row.currency) for call in calls),
    )


def _call_card(call: PaymentCall, currency: str) -> CallCard:
    return CallCard(
        id=call.id,
        kind=call.kind,
        state=call.state,
        amount=Money(call.amount, currency),
        attempts=call.attempts,
        reason=call.reason,
        vendor_code=call.vendor_code,
        created_at=call.created_at,
        next_at=call.next_at,
        ended_at=call.ended_at,
    )
