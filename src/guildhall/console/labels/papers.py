"""Labels as PDF: WeasyPrint is loaded when somebody prints, for it needs Pango of the system."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from itertools import batched
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from guildhall.catalog.errors.labels import PrintingMissing
from guildhall.catalog.types.labels import LabelCard
from guildhall.console.shell.navigation import Text


@dataclass(frozen=True, slots=True)
class Paper:
    """A label's size in millimeters, and how many lie on a page beside and below each other."""

    title: Text
    width: float
    height: float
    across: int = 1
    down: int = 1
    page: str = ""
    margin: str = "0"

    @property
    def size(self) -> str:
        return self.page or f"{self.width}mm {self.height}mm"


PAPERS: dict[str, Paper] = {
    "roll-62x29": Paper(_("Roll, 62 × 29 mm: goods"), 62, 29),
    "roll-40x30": Paper(_("Roll, 40 × 30 mm: small goods"), 40, 30),
    "roll-100x50": Paper(_("Roll, 100 × 50 mm: shelf or case"), 100, 50),
    "a4-70x37": Paper(_("A4 sheet, 24 labels of 70 × 37 mm"), 70, 37, 3, 8, "A4", "0.5mm 0"),
    "a4-105x74": Paper(
        _("A4 sheet, 8 shelf labels of 105 × 74 mm"), 105, 74, 2, 4, "A4", "0.5mm 0"
    ),
}


@dataclass(frozen=True, slots=True)
class Label:
    """A label with its bars as an image."""

    card: LabelCard
    image: str


def pdf_of(cards: Iterable[LabelCard], *, paper: Paper) -> bytes:
    """Return labels as a PDF. Refuses with PrintingMissing."""
    labels = [Label(card, _image(card.drawing)) for card in cards for _copy in range(card.copies)]
    pages = list(batched(labels, paper.across * paper.down))
    return pdf_from("console/labels/sheet.html", {"pages": pages, "paper": paper})


def pdf_from(template: str, context: Mapping[str, object]) -> bytes:
    """Return a page as a PDF. Refuses with PrintingMissing."""
    page = render_to_string(template, dict(context))
    printer = _printer("weasyprint")
    # A paper shows nothing from elsewhere: its pictures are in the page itself.
    fetcher = _printer("weasyprint.urls").URLFetcher(allowed_protocols=["data"])
    pdf: bytes = printer.HTML(string=page, url_fetcher=fetcher).write_pdf()
    return pdf


def _image(drawing: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}" if drawing else ""


def _printer(module: str) -> Any:
    try:
        return import_module(module)
    except (ImportError, OSError) as error:
        raise PrintingMissing(library="WeasyPrint") from error
