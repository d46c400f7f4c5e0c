"""Papers in lists and in full; who writes them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from guildhall.finance.errors import EntityNotFound, InvoiceNotFound
from guildhall.finance.models import Invoice, InvoiceLine, LegalEntity, Series, TaxFiling
from guildhall.finance.rules import number_of
from guildhall.finance.states import TAX_FILING, IssueWhen, PaperKind, TaxFilingState
from guildhall.finance.types import (
    Buyer,
    EntityCard,
    EntityTerms,
    FilingCard,
    InvoiceCard,
    InvoiceFilter,
    InvoiceLineCard,
    InvoiceRow,
    SeriesCard,
    TaxSum,
)
from guildhall.kernel.money import Money
from guildhall.kernel.paging import Page, page_of


def list_invoices(
    chosen: InvoiceFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[InvoiceRow]:
    """Return one page of papers, the newest first. Refuses with CursorInvalid."""
    key = ("issued_at", "id")
    return page_of(_chosen(chosen), key=key, cursor=cursor, limit=limit, to=row_of)


def papers_of(reference: str) -> tuple[InvoiceRow, ...]:
    """Return the papers of an order, the first one first."""
    rows = _rows().filter(reference=reference).order_by("turn")
    return tuple(row_of(row) for row in rows)


def get_invoice(number: str, *, entity: str = "") -> InvoiceCard:
    """Return one paper in full. Refuses with InvoiceNotFound."""
    rows = _rows().filter(number=number)
    found = (rows.filter(entity__code=entity) if entity else rows).order_by("issued_at").first()
    if found is None:
        raise InvoiceNotFound(number=number)
    return card_of(found)


def anybody_writes() -> bool:
    """Return whether the company has said who writes its invoices."""
    return LegalEntity.objects.exists()


def list_entities() -> tuple[EntityCard, ...]:
    """Return who writes invoices."""
    rows = LegalEntity.objects.select_related("brand").order_by("code")
    return tuple(_entity(row) for row in rows)


def get_entity(code: str) -> EntityCard:
    """Return one legal entity. Refuses with EntityNotFound."""
    row = LegalEntity.objects.select_related("brand").filter(code=code).first()
    if row is None:
        raise EntityNotFound(entity=code)
    return _entity(row)


def list_series(entity: str) -> tuple[SeriesCard, ...]:
    """Return the series of a legal entity, the newest year first."""
    rows = Series.objects.filter(entity__code=entity, last__gt=0).order_by("-year", "prefix")
    return tuple(
        SeriesCard(row.prefix, row.year, number_of(row.prefix, row.year, row.last)) for row in rows
    )


def papers_to_file(*, at: datetime, most: int = 50) -> tuple[str, ...]:
    """Return the numbers of the papers that are to be handed in now."""
    due = TaxFiling.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return tuple(due.values_list("invoice__number", flat=True)[:most])


def _rows() -> QuerySet[Invoice]:
    return Invoice.objects.select_related("entity", "corrects", "filing")


def _chosen(chosen: InvoiceFilter) -> QuerySet[Invoice]:
    rows = _rows()
    exact = {
        "kind": chosen.kind,
        "entity__code": chosen.entity,
        "reference": chosen.reference,
        "filing__state": chosen.filing,
        "issued_on__gte": chosen.since,
        "issued_on__lte": chosen.until,
    }
    rows = rows.filter(**{name: wanted for name, wanted in exact.items() if wanted})
    if chosen.text:
        text = chosen.text.strip()
        rows = rows.filter(Q(number__iexact=text) | Q(reference__iexact=text))
    if chosen.scopes:
        reached = Q()
        for scope in chosen.scopes:
            reached |= Q(scopes__contains=[scope])
        rows = rows.filter(reached)
    return rows


def row_of(row: Invoice) -> InvoiceRow:
    return InvoiceRow(
        id=row.id,
        number=row.number,
        kind=PaperKind(row.kind),
        entity=row.entity.code,
        reference=row.reference,
        corrects=row.corrects.number if row.corrects else "",
        issued_on=row.issued_on,
        issued_at=row.issued_at,
        net=Money(row.net, row.currency),
        tax=Money(row.tax, row.currency),
        total=Money(row.total, row.currency),
        scopes=tuple(row.scopes),
        filing=_filing(row),
    )


def card_of(row: Invoice) -> InvoiceCard:
    lines = InvoiceLine.objects.filter(invoice=row).order_by("position")
    return InvoiceCard(
        row=row_of(row),
        seller=row.seller,
        buyer=Buyer(row.buyer_name, row.buyer_address, row.buyer_tax_number),
        reason=row.reason,
        lines=tuple(_line(line, row.currency) for line in lines),
        taxes=tuple(_tax(each, row.currency) for each in row.taxes),
    )


def _filing(row: Invoice) -> FilingCard | None:
    filing: Any = getattr(row, "filing", None)
    if filing is None:
        return None
    return FilingCard(
        platform=filing.platform,
        state=filing.state,
        number=filing.number,
        url=filing.url,
        vendor_code=filing.vendor_code,
        told=filing.told,
        attempts=filing.attempts,
        next_at=filing.next_at,
        moves=tuple(TAX_FILING.allowed(TaxFilingState(filing.state))),
    )


def _line(line: InvoiceLine, currency: str) -> InvoiceLineCard:
    return InvoiceLineCard(
        sku=line.sku,
        title=line.title,
        unit=line.unit,
        part=line.part,
        quantity=line.quantity,
        unit_price=Money(line.unit_price, currency),
        tax_rate=line.tax_rate,
        net=Money(line.net, currency),
        tax=Money(line.tax, currency),
        total=Money(line.total, currency),
    )


def _tax(kept: dict[str, str], currency: str) -> TaxSum:
    return TaxSum(
        rate=Decimal(kept["rate"]),
        net=Money(Decimal(kept["net"]), currency),
        tax=Money(Decimal(kept["tax"]), currency),
    )


def _entity(row: LegalEntity) -> EntityCard:
    terms = EntityTerms(
        name=row.name,
        country=row.country,
        address=row.address,
        tax_numbers=row.tax_numbers,
        brand=row.brand.code if row.brand else "",
        time_zone=row.time_zone,
        locale=row.locale,
        invoice_prefix=row.invoice_prefix,
        credit_prefix=row.credit_prefix,
        issues=IssueWhen(row.issues),
        platform=row.platform,
        platform_url=row.platform_url,
        footer=row.footer,
    )
    return EntityCard(row.code, terms, row.updated_at, bool(row.sealed_platform_key))
