"""Papers as PDF: WeasyPrint is loaded when somebody prints, for it needs Pango of the system."""

from decimal import Decimal
from importlib import import_module
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent
from django.template.loader import render_to_string
from django.utils import translation

from guildhall.finance.errors import PrintingMissing
from guildhall.finance.rules import GOODWILL
from guildhall.finance.states import PaperKind
from guildhall.finance.types import InvoiceCard, InvoiceLineCard, TaxSum
from guildhall.kernel.money import Money

BABEL = {"en": "en", "zh-hans": "zh_Hans_CN"}


def pdf_of(card: InvoiceCard, *, locale: str = "") -> bytes:
    """Return a paper as PDF, in the seller's language or another. Refuses with PrintingMissing."""
    printer = _printer("weasyprint")
    # A paper shows nothing from elsewhere.
    fetcher = _printer("weasyprint.urls").URLFetcher(allowed_protocols=["data"])
    page = page_of_paper(card, locale=locale)
    pdf: bytes = printer.HTML(string=page, url_fetcher=fetcher).write_pdf()
    return pdf


def page_of_paper(card: InvoiceCard, *, locale: str = "") -> str:
    """Return a paper as a page to print."""
    own = str(card.seller.get("locale", "en"))
    spoken = next((each for each in (locale, own) if each in BABEL), "en")
    context = {
        "paper": card,
        "seller": card.seller,
        "is_credit_note": card.row.kind is PaperKind.CREDIT_NOTE,
        "language": BABEL[spoken].replace("_", "-"),
        "issued_on": format_date(card.row.issued_on, "long", BABEL[spoken]),
        "lines": [_line(line, BABEL[spoken]) for line in card.lines],
        "taxes": [_tax(each, BABEL[spoken]) for each in card.taxes],
        "net": _money(card.row.net, BABEL[spoken]),
        "total": _money(card.row.total, BABEL[spoken]),
    }
    with translation.override(spoken):
        return render_to_string("finance/paper.html", context)


def _line(line: InvoiceLineCard, locale: str) -> dict[str, str]:
    title = translation.gettext(line.title) if line.part == GOODWILL else line.title
    return {
        "sku": line.sku,
        "title": title,
        "quantity": format_decimal(line.quantity, locale=locale),
        "unit_price": _money(line.unit_price, locale),
        "rate": _rate(line.tax_rate, locale),
        "net": _money(line.net, locale),
        "total": _money(line.total, locale),
    }


def _tax(each: TaxSum, locale: str) -> dict[str, str]:
    return {
        "rate": _rate(each.rate, locale),
        "net": _money(each.net, locale),
        "tax": _money(each.tax, locale),
    }


def _money(money: Money, locale: str) -> str:
    return str(format_currency(money.rounded().amount, money.currency, locale=locale))


def _rate(rate: Decimal, locale: str) -> str:
    return str(format_percent(rate, "#,##0.##%", locale=locale))


def _printer(module: str) -> Any:
    try:
        return import_module(module)
    except (ImportError, OSError) as error:
        raise PrintingMissing(library="WeasyPrint") from error
