"""Transfers: what goes where, and what of it is on its way."""

from django.db.models import Q, QuerySet

from guildhall.inventory.errors import PaperNotFound
from guildhall.inventory.models import Transfer, TransferLine
from guildhall.inventory.queries.places import places_within
from guildhall.inventory.types import PaperFilter, TransferCard, TransferLineCard, TransferRow
from guildhall.kernel.paging import Page, page_of

EVERY_TRANSFER = PaperFilter()


def list_transfers(
    chosen: PaperFilter = EVERY_TRANSFER, *, cursor: str | None = None, limit: int = 50
) -> Page[TransferRow]:
    """Return one page of transfers, latest change first. Refuses with CursorInvalid."""
    rows = _transfers(chosen)
    return page_of(rows, key=("updated_at", "id"), cursor=cursor, limit=limit, to=_row)


def get_transfer(number: str) -> TransferCard:
    """Return a transfer with its lines, in two statements. Refuses with PaperNotFound."""
    row = _transfers(EVERY_TRANSFER).filter(number=number).first()
    if row is None:
        raise PaperNotFound(number=number)
    lines = TransferLine.objects.filter(transfer=row).select_related("variant", "lot")
    return TransferCard(_row(row), tuple(_line(line) for line in lines.order_by("id")))


def _transfers(chosen: PaperFilter) -> QuerySet[Transfer]:
    rows = Transfer.objects.select_related("origin", "destination")
    if chosen.text:
        rows = rows.filter(
            Q(number__iexact=chosen.text.strip()) | Q(note__icontains=chosen.text.strip())
        )
    if chosen.location:
        here = chosen.location
        rows = rows.filter(Q(origin__code=here) | Q(destination__code=here))
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.scopes:
        places = places_within(chosen.scopes)
        rows = rows.filter(Q(origin__in=places) | Q(destination__in=places))
    return rows


def _row(row: Transfer) -> TransferRow:
    return TransferRow(
        id=row.id,
        number=row.number,
        origin=row.origin.code,
        destination=row.destination.code,
        state=row.state,
        note=row.note,
        due_on=row.due_on,
        created_by=row.created_by,
        created_at=row.created_at,
        sent_at=row.sent_at,
        closed_at=row.closed_at,
        updated_at=row.updated_at,
    )


def _line(line: TransferLine) -> TransferLineCard:
    return TransferLineCard(
        id=line.id,
        sku=line.variant.sku,
        title=line.variant.title,
        lot=line.lot.code if line.lot else "",
        asked=line.asked,
        sent=line.sent,
        arrived=line.arrived,
        lost=line.lost,
        loss_reason=line.loss_reason,
    )
