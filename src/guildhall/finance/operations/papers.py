"""Invoices and credit notes: what is missing is written, and nothing that is written changes."""

from datetime import date

from django.db import transaction

from guildhall.finance import rules
from guildhall.finance.errors import NothingToInvoice
from guildhall.finance.events import CreditNoteIssued, InvoiceIssued
from guildhall.finance.models import Invoice, InvoiceLine, LegalEntity, Series, TaxFiling
from guildhall.finance.operations.looking import Looked, key_of, look
from guildhall.finance.rules import Amounts
from guildhall.finance.states import IssueWhen, PaperKind
from guildhall.finance.types import Buyer, PaperAmounts, PaperKey
from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.orders.queries.books import BookedLine, BookedOrder
from guildhall.orders.states import FulfillmentState

GIVEN_BACK = N_("Given back")


@transaction.atomic
def issue_invoice(number: str, *, buyer: Buyer | None = None, stamp: Stamp) -> str:
    """Write what of an order is not invoiced yet; return the paper's number.

    Refuses with OrderNotFound, NotPermitted, EntityNotFound or NothingToInvoice.
    """
    order = look(number, stamp)
    if not order.invoiced:
        raise NothingToInvoice(number=number)
    return _write(order, buyer, stamp)[-1]


@transaction.atomic
def bring_up_papers(number: str, *, stamp: Stamp) -> tuple[str, ...]:
    """Write what an order's papers lack; return the numbers. The same again writes nothing.

    The first is written where it is due by itself; what follows, wherever there is a first.
    Refuses with OrderNotFound, NotPermitted or EntityNotFound.
    """
    order = look(number, stamp)
    shipped = order.booked.fulfillment_state == FulfillmentState.FULFILLED
    when = IssueWhen(order.entity.issues)
    if not order.before and not rules.is_due_now(when, paid=order.paid, shipped=shipped):
        return ()
    return _write(order, None, stamp) if order.invoiced or order.credited else ()


def _write(order: Looked, buyer: Buyer | None, stamp: Stamp) -> tuple[str, ...]:
    """Write a credit note and then an invoice, as far as they are due. Numbers come last."""
    due = ((PaperKind.CREDIT_NOTE, order.credited), (PaperKind.INVOICE, order.invoiced))
    papers = [
        (_paper(order, kind, turn, stamp=stamp), amounts)
        for turn, (kind, amounts) in enumerate(
            [each for each in due if each[1]], start=order.before + 1
        )
    ]
    for paper, amounts in papers:
        _fill(paper, amounts, buyer or _buyer(order.booked))
    for paper, amounts in papers:
        paper.number = _next_number(order.entity, PaperKind(paper.kind), paper.issued_on)
        paper.save(force_insert=True)
        InvoiceLine.objects.bulk_create(_lines(paper, amounts, order.booked))
        if order.entity.platform:
            TaxFiling(invoice=paper, platform=order.entity.platform, next_at=stamp.at).save()
        record(_fact(paper, stamp))
    return tuple(paper.number for paper, _ in papers)


def _paper(order: Looked, kind: PaperKind, turn: int, *, stamp: Stamp) -> Invoice:
    entity = order.entity
    corrects = None
    if kind is PaperKind.CREDIT_NOTE:
        invoices = Invoice.objects.filter(reference=order.booked.number, kind=PaperKind.INVOICE)
        corrects = invoices.order_by("-turn").first()
    return Invoice(
        entity=entity,
        kind=kind,
        reference=order.booked.number,
        turn=turn,
        corrects=corrects,
        issued_on=rules.day_of(stamp.at, entity.time_zone),
        issued_at=stamp.at,
        currency=order.booked.currency,
        seller=_seller(entity),
        scopes=list(order.booked.scopes),
        issued_by=stamp.by.name,
    )


def _seller(entity: LegalEntity) -> dict[str, object]:
    return {
        "name": entity.name,
        "country": entity.country,
        "address": entity.address,
        "tax_numbers": entity.tax_numbers,
        "locale": entity.locale,
        "footer": entity.footer,
    }


def _buyer(booked: BookedOrder) -> Buyer:
    return Buyer(booked.customer.name, booked.customer.address)


def _fill(paper: Invoice, amounts: Amounts, buyer: Buyer) -> None:
    sums = rules.total_of(amounts.values())
    paper.net, paper.tax, paper.total = sums.net, sums.tax, sums.total
    paper.taxes = [
        {"rate": str(rate), "net": str(each.net), "tax": str(each.tax)}
        for rate, each in rules.by_rate(amounts).items()
    ]
    paper.buyer_name = buyer.name[:200]
    paper.buyer_address = buyer.address[:400]
    paper.buyer_tax_number = buyer.tax_number[:40]


def _lines(paper: Invoice, amounts: Amounts, booked: BookedOrder) -> list[InvoiceLine]:
    known = {key_of(line): line for line in booked.lines}
    lines = [_line(key, each, known.get(key)) for key, each in amounts.items()]
    for position, line in enumerate(lines, start=1):
        line.invoice, line.position = paper, position
    return lines


def _line(key: PaperKey, told: PaperAmounts, line: BookedLine | None) -> InvoiceLine:
    return InvoiceLine(
        line_id=key.line,
        part=key.part,
        sku=line.sku if line else "",
        title=line.title if line else GIVEN_BACK,
        unit=line.unit if line else "",
        quantity=told.quantity,
        unit_price=line.unit_price.amount if line else told.net,
        tax_rate=key.tax_rate,
        net=told.net,
        tax=told.tax,
        total=told.total,
    )


def _next_number(entity: LegalEntity, kind: PaperKind, day: date) -> str:
    """Take the next number of a series, under its lock: what rolls back gives it back."""
    invoice = kind is PaperKind.INVOICE
    prefix = entity.invoice_prefix if invoice else entity.credit_prefix
    Series.objects.get_or_create(entity=entity, prefix=prefix, year=day.year)
    rows = Series.objects.select_for_update().filter(entity=entity, prefix=prefix)
    series = rows.get(year=day.year)
    series.last += 1
    series.save(update_fields=["last"])
    return rules.number_of(prefix, day.year, series.last)


def _fact(paper: Invoice, stamp: Stamp) -> InvoiceIssued | CreditNoteIssued:
    total, tax = Money(paper.total, paper.currency), Money(paper.tax, paper.currency)
    number, entity = paper.number, paper.entity.code
    if paper.corrects is None:
        return InvoiceIssued(
            number=number,
            entity=entity,
            reference=paper.reference,
            total=total,
            tax=tax,
            stamp=stamp,
        )
    return CreditNoteIssued(
        number=number,
        entity=entity,
        reference=paper.reference,
        corrects=paper.corrects.number,
        total=total,
        tax=tax,
        stamp=stamp,
    )
