"""Invoices and credit notes of an order, to read and to print."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.finance.errors import InvoiceNotFound
from guildhall.finance.queries import get_invoice, pdf_of


@require_safe
@page("invoices:view")
def show(request: HttpRequest, number: str, paper: str) -> HttpResponse:
    """Show a paper as PDF, in the seller's language or that of `locale`."""
    card = get_invoice(paper)
    if card.row.reference != number:
        raise InvoiceNotFound(number=paper)
    actor_of(request).must("invoices:view", scope=card.row.scopes)
    own = get_language() if "own" in request.GET else ""
    response = HttpResponse(pdf_of(card, locale=own or ""), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{card.row.number}.pdf"'
    return response
