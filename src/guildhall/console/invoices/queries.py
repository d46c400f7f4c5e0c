"""Papers as pages show them."""

from dataclasses import dataclass

from guildhall.console.invoices.words import KEPT, KINDS, NOES, REFUSED
from guildhall.console.shell.navigation import Text
from guildhall.finance import queries
from guildhall.finance.states import TaxFilingMove, TaxFilingState
from guildhall.finance.types import FilingCard, InvoiceCard, InvoiceFilter, InvoiceRow
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import Actor

VIEW, EDIT = "invoices:view", "invoices:edit"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper in a list, in words."""

    row: InvoiceRow
    kind: Text


@dataclass(frozen=True, slots=True)
class OrderPapers:
    """The papers of an order, and whether more may be written."""

    lines: tuple[PaperLine, ...]
    can_edit: bool


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A paper in full, and what can be done about its e-invoice."""

    card: InvoiceCard
    kind: Text
    can_edit: bool
    has_platform: bool

    @property
    def filing(self) -> FilingCard | None:
        return self.card.row.filing

    @property
    def can_ask(self) -> bool:
        return self.can_edit and self.filing is None and self.has_platform

    @property
    def can_retry(self) -> bool:
        return self.can_edit and self._may(TaxFilingMove.RETRY)

    @property
    def can_void(self) -> bool:
        return self.can_edit and self._may(TaxFilingMove.ASK_VOID)

    @property
    def why(self) -> Text:
        """Why the platform did not do what it was asked, in words."""
        if self.filing is None or not self.filing.vendor_code:
            return ""
        kept = self.filing.state == TaxFilingState.ISSUED
        return NOES.get(self.filing.vendor_code) or (KEPT if kept else REFUSED)

    def _may(self, move: TaxFilingMove) -> bool:
        return self.filing is not None and move in self.filing.moves


def get_papers(chosen: InvoiceFilter, *, cursor: str | None) -> Page[PaperLine]:
    """Return one page of papers, the newest first. Refuses with CursorInvalid."""
    found = queries.list_invoices(chosen, cursor=cursor)
    return Page(tuple(_line(row) for row in found.items), found.next_cursor)


def get_order_papers(order: str, *, actor: Actor) -> OrderPapers:
    """Return the papers of an order that somebody may see."""
    rows = queries.papers_of(order)
    seen = tuple(_line(row) for row in rows if actor.may(VIEW, scope=row.scopes))
    return OrderPapers(seen, any(grant.capability in {EDIT, "*"} for grant in actor.grants))


def get_paper(number: str, *, entity: str, actor: Actor) -> PaperPage:
    """Return one paper. Refuses with InvoiceNotFound or NotPermitted."""
    card = queries.get_invoice(number, entity=entity)
    actor.must(VIEW, scope=card.row.scopes)
    writer = queries.get_entity(entity)
    return PaperPage(
        card,
        KINDS[card.row.kind],
        actor.may(EDIT, scope=card.row.scopes),
        bool(writer.terms.platform),
    )


def _line(row: InvoiceRow) -> PaperLine:
    return PaperLine(row, KINDS[row.kind])
