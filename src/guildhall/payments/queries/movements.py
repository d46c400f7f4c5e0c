"""Money that came and went, by financial day: for the books."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from guildhall.kernel.money import Money
from guildhall.kernel.paging import Page, page_of
from guildhall.payments.models import BilledLine, PaymentEvent
from guildhall.payments.queries.bills import settlement
from guildhall.payments.states import Step
from guildhall.payments.types import Movement, Settlement

type _Name = tuple[UUID, str, str]

MOVED: Mapping[Step, tuple[Step, ...]] = {
    Step.CHARGE_SUCCESS: (Step.CHARGE_SUCCESS, Step.CHARGE_FAILURE),
    Step.REFUND_SUCCESS: (Step.REFUND_SUCCESS, Step.REFUND_FAILURE),
    Step.REFUND_REVERSE: (Step.REFUND_REVERSE,),
    Step.CHARGE_BACK: (Step.CHARGE_BACK,),
    Step.CHARGE_BACK_REVERSE: (Step.CHARGE_BACK_REVERSE,),
}
"""Steps by which money moves, and what else may be told of the same movement."""


def list_movements(
    *,
    since: date | None = None,
    until: date | None = None,
    reference: str = "",
    scopes: tuple[str, ...] = (),
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Movement]:
    """Return one page of movements by financial day, each once however often it was told.

    With fee, net and batch as the bill says them. Refuses with CursorInvalid.
    """
    chosen = {
        "business_date__gte": since,
        "business_date__lte": until,
        "payment__reference": reference,
    }
    named = {name: value for name, value in chosen.items() if value}
    rows = PaymentEvent.objects.filter(_standing(), business_date__isnull=False, **named)
    page = page_of(
        rows.filter(_within(scopes)).select_related("payment__account"),
        key=("business_date", "id"),
        cursor=cursor,
        limit=limit,
        to=lambda row: row,
        newest_first=False,
    )
    settled = _settled(page.items)
    return Page(tuple(_movement(row, settled) for row in page.items), page.next_cursor)


def _standing() -> Q:
    """Return the condition that an event is what counts of its movement: as `totals` does."""
    found = Q()
    for step, told in MOVED.items():
        found |= Q(~Exists(_later().filter(step__in=told)), step=step)
    return found


def _later() -> QuerySet[PaymentEvent]:
    """Return what was told of the same movement later, by the provider's time."""
    same = {"payment": OuterRef("payment"), "psp_reference": OuterRef("psp_reference")}
    rows = PaymentEvent.objects.filter(~Q(psp_reference="") | Q(change=OuterRef("change")), **same)
    later, until = Q(), Q()
    for name in ("occurred_at", "step", "amount", "id"):
        later |= Q(until, (f"{name}__gt", OuterRef(name)))
        until = Q(until, (name, OuterRef(name)))
    return rows.filter(later)


def _within(scopes: Iterable[str]) -> Q:
    found = Q()
    for scope in scopes:
        found |= Q(payment__scopes__contains=[scope])
    return found


def _settled(rows: Sequence[PaymentEvent]) -> dict[_Name, Settlement]:
    """Return what bills say of movements; a line names one of those that tell of it."""
    told = PaymentEvent.objects.filter(
        payment_id__in={row.payment_id for row in rows},
        psp_reference__in={row.psp_reference for row in rows},
    )
    names = {row.id: _name(row) for row in told.only("id", "payment", "psp_reference", "step")}
    lines = BilledLine.objects.filter(event_id__in=names).select_related("bill")
    return {names[line.event_id]: settlement(line) for line in lines if line.event_id}


def _name(row: PaymentEvent) -> _Name:
    return row.payment_id, row.psp_reference or str(row.id), row.step


def _movement(row: PaymentEvent, settled: Mapping[_Name, Settlement]) -> Movement:
    payment = row.payment
    return Movement(
        id=row.id,
        reference=payment.reference,
        payment=payment.id,
        account=payment.account.code if payment.account else "",
        kind=row.step.removesuffix("_success"),
        amount=Money(row.amount, payment.currency),
        fee=None if row.fee is None else Money(row.fee, payment.currency),
        occurred_at=row.occurred_at,
        business_date=row.business_date,
        psp_reference=row.psp_reference,
        settlement=settled.get(_name(row)),
    )
