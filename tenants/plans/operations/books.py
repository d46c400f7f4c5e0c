"""Writing the books: invoices without gaps, and the account that they are charged to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from tenants.plans.events import Invoiced
from tenants.plans.models import AccountEntry, Invoice, InvoiceLine
from tenants.plans.states import EntryKind, InvoiceKind
from tenants.plans.types import Line, Period

_NEXT = """
INSERT INTO plans_invoiceseries AS series (year, last) VALUES (%s, 1)
ON CONFLICT (year) DO UPDATE SET last = series.last + 1 RETURNING last
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice that is about to be written."""

    kind: InvoiceKind
    period: Period
    lines: Sequence[Line]
    currency: str
    due_at: datetime

    @property
    def total(self) -> Money:
        return sum((line.amount for line in self.lines), Money.zero(self.currency))


def invoice(tenant_id: UUID, draft: Draft, *, stamp: Stamp) -> None:
    """Write an invoice and charge it to the account; one of nothing is not written."""
    if not draft.lines or not any(line.amount for line in draft.lines):
        return
    row = Invoice(
        number=_next_number(stamp.at.year),
        tenant_id=tenant_id,
        kind=draft.kind,
        period_start=draft.period.start,
        period_end=draft.period.end,
        issued_at=stamp.at,
        due_at=draft.due_at,
        currency=draft.currency,
        total=draft.total.amount,
    )
    row.save(force_insert=True)
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=row,
            position=position,
            kind=line.kind,
            plan=line.plan,
            start=line.period.start,
            end=line.period.end,
            amount=line.amount.amount,
        )
        for position, line in enumerate(draft.lines)
    )
    enter_amount(
        tenant_id, kind=EntryKind.CHARGE, amount=draft.total, reference=row.number, stamp=stamp
    )
    record(Invoiced(tenant_id=tenant_id, number=row.number, total=draft.total, stamp=stamp))
    reached("plans.invoice_written")


def enter_amount(
    tenant_id: UUID, *, kind: EntryKind, amount: Money, reference: str, stamp: Stamp
) -> None:
    """Write one line of a company's account."""
    AccountEntry(
        tenant_id=tenant_id,
        kind=kind,
        amount=amount.amount,
        currency=amount.currency,
        reference=reference,
        at=stamp.at,
        by=stamp.by.name,
    ).save(force_insert=True)


def _next_number(year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [year])
        return f"INV-{year}-{cursor.fetchone()[0]:06d}"
