"""Invoices and credit notes for programs of the back office."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from guildhall.finance import operations, queries
from guildhall.finance.api.schemas import (
    InvoiceDetailOut,
    InvoiceIn,
    InvoiceOut,
    InvoicePageOut,
    InvoiceQuery,
)
from guildhall.finance.queries.printing import pdf_of
from guildhall.finance.states import TaxFilingMove
from guildhall.finance.types import (
    Buyer,
    InvoiceCard,
    InvoiceFilter,
)
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["invoices"])
of_order = Router(tags=["invoices"])


@router.get("", response=InvoicePageOut, auth=Needs("invoices:view"), operation_id="list_invoices")
def list_invoices(request: HttpRequest, query: Query[InvoiceQuery]) -> InvoicePageOut:
    """List invoices and credit notes, newest first: those within the caller's reach."""
    chosen = InvoiceFilter(
        text=query.text,
        kind=query.kind,
        entity=query.entity,
        reference=query.order,
        since=query.since,
        until=query.until,
        scopes=stamp_of(request).by.reach("invoices:view"),
    )
    page = queries.list_invoices(chosen, cursor=query.cursor, limit=query.limit)
    return InvoicePageOut(
        items=[InvoiceOut.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.get(
    "/{invoice}",
    response=InvoiceDetailOut,
    auth=Needs("invoices:view"),
    operation_id="get_invoice",
)
def get_invoice(request: HttpRequest, invoice: str) -> InvoiceDetailOut:
    """Show an invoice or a credit note as it was written."""
    return InvoiceDetailOut.full(_seen(request, invoice))


@router.get(
    "/{invoice}/pdf",
    response={200: None},
    auth=Needs("invoices:view"),
    operation_id="get_invoice_pdf",
    openapi_extra={
        "responses": {
            200: {
                "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
            },
        }
    },
)
def get_invoice_pdf(request: HttpRequest, invoice: str, locale: str = "") -> HttpResponse:
    """Give out an invoice as PDF, in English or 中文."""
    card = _seen(request, invoice)
    return HttpResponse(pdf_of(card, locale=locale), content_type="application/pdf")


@router.post(
    "/{invoice}/filing",
    response={200: InvoiceOut},
    auth=Needs("invoices:edit"),
    operation_id="file_invoice",
)
@idempotent(status=200)
def file_invoice(request: HttpRequest, invoice: str) -> InvoiceOut:
    """Ask for an e-invoice (发票) of a paper, or again where the platform refused it."""
    card, stamp = queries.get_invoice(invoice), stamp_of(request)
    stamp.by.must("invoices:edit", scope=card.row.scopes)
    refused = card.row.filing is not None and TaxFilingMove.RETRY in card.row.filing.moves
    ask = operations.file_again if refused else operations.ask_filing
    ask(invoice, stamp=stamp)
    return InvoiceOut.of(queries.get_invoice(invoice).row)


@router.post(
    "/{invoice}/filing/void",
    response={200: InvoiceOut},
    auth=Needs("invoices:edit"),
    operation_id="void_invoice_filing",
)
@idempotent(status=200)
def void_filing(request: HttpRequest, invoice: str) -> InvoiceOut:
    """Ask the platform to void an e-invoice. What it keeps, a credit note takes back."""
    operations.ask_void(invoice, stamp=stamp_of(request))
    return InvoiceOut.of(queries.get_invoice(invoice).row)


@of_order.post(
    "/{number}/invoice",
    response={201: InvoiceOut},
    auth=Needs("invoices:edit"),
    operation_id="issue_invoice",
)
@idempotent(status=201)
def issue_invoice(request: HttpRequest, number: str, body: InvoiceIn) -> InvoiceOut:
    """Write an invoice of what an order comes to and is not invoiced yet."""
    buyer = Buyer(**body.buyer.model_dump()) if body.buyer else None
    paper = operations.issue_invoice(number, buyer=buyer, stamp=stamp_of(request))
    return InvoiceOut.of(queries.get_invoice(paper).row)


def _seen(request: HttpRequest, invoice: str) -> InvoiceCard:
    card = queries.get_invoice(invoice)
    stamp_of(request).by.must("invoices:view", scope=card.row.scopes)
    return card
