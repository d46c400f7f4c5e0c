"""Receipts: what arrived, where, at what cost."""

from django.db.models import Q, QuerySet

from guildhall.inventory.errors import PaperNotFound
from guildhall.inventory.models import Receipt, ReceiptLine
from guildhall.inventory.queries.places import places_within
from guildhall.inventory.types import PaperFilter, ReceiptCard, ReceiptLineCard, ReceiptRow
from guildhall.kernel.paging import Page, page_of

EVERY_PAPER = PaperFilter()


def list_receipts(
    chosen: PaperFilter = EVERY_PAPER, *, cursor: str | None = None, limit: int = 50
) -> Page[ReceiptRow]:
    """Return one page of receipts, latest first. Refuses with CursorInvalid."""
    rows = _receipts(chosen)
    return page_of(rows, key=("received_at", "id"), cursor=cursor, limit=limit, to=_row)


def get_receipt(number: str) -> ReceiptCard:
    """Return a receipt with its lines, in two statements. Refuses with PaperNotFound."""
    row = _receipts(EVERY_PAPER).filter(number=number).first()
    if row is None:
        raise PaperNotFound(number=number)
    lines = ReceiptLine.objects.filter(receipt=row).select_related("level__variant", "lot")
    return ReceiptCard(
        _row(row),
        tuple(
            ReceiptLineCard(
                position=line.position,
                sku=line.level.variant.sku,
                title=line.level.variant.title,
                quantity=line.quantity,
                unit_cost=line.unit_cost,
                lot=line.lot.code if line.lot else "",
            )
            for line in lines.order_by("position")
        ),
    )


def _receipts(chosen: PaperFilter) -> QuerySet[Receipt]:
    rows = Receipt.objects.select_related("location")
    if chosen.text:
        text = chosen.text.strip()
        rows = rows.filter(
            Q(number__iexact=text) | Q(paper__iexact=text) | Q(supplier__icontains=text)
        )
    if chosen.location:
        rows = rows.filter(location__code=chosen.location)
    if chosen.state:
        rows = rows.filter(reversed_at__isnull=chosen.state != "reversed")
    if chosen.scopes:
        rows = rows.filter(location__in=places_within(chosen.scopes))
    return rows


def _row(row: Receipt) -> ReceiptRow:
    return ReceiptRow(
        id=row.id,
        number=row.number,
        location=row.location.code,
        supplier=row.supplier,
        paper=row.paper,
        currency=row.currency,
        received_at=row.received_at,
        received_by=row.received_by,
        reversed_at=row.reversed_at,
    )
