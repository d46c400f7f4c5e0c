"""The ledger across levels: what moved, where, on which paper."""

from django.db.models import Q, QuerySet

from guildhall.inventory.models import Movement
from guildhall.inventory.queries.places import places_within
from guildhall.inventory.types import MovementFilter, MovementRow
from guildhall.kernel.paging import Page, page_of

EVERY_MOVEMENT = MovementFilter()


def list_all_movements(
    chosen: MovementFilter = EVERY_MOVEMENT, *, cursor: str | None = None, limit: int = 50
) -> Page[MovementRow]:
    """Return one page of the ledger, the latest told first. Refuses with CursorInvalid."""
    rows = _movements(chosen)
    # Ids are made in the order of time, so that no index beside the primary key is needed.
    return page_of(rows, key=("id", "id"), cursor=cursor, limit=limit, to=_row)


def _movements(chosen: MovementFilter) -> QuerySet[Movement]:
    rows = Movement.objects.select_related("level__variant", "level__location", "lot")
    if chosen.text:
        text = chosen.text.strip()
        rows = rows.filter(Q(reference=text) | Q(level__variant__sku__iexact=text))
    if chosen.location:
        rows = rows.filter(level__location__code=chosen.location)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.scopes:
        rows = rows.filter(level__location__in=places_within(chosen.scopes))
    return rows


def _row(row: Movement) -> MovementRow:
    return MovementRow(
        level_id=row.level_id,
        sku=row.level.variant.sku,
        location=row.level.location.code,
        lot=row.lot.code if row.lot else "",
        kind=row.kind,
        bucket=row.bucket,
        quantity=row.quantity,
        reference=row.reference,
        reason=row.reason,
        actor=row.actor,
        effective_at=row.effective_at,
        recorded_at=row.recorded_at,
    )
