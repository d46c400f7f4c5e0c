"""Counts: what was counted, and what the ledger said at that very moment."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum

from guildhall.inventory.errors import PaperNotFound
from guildhall.inventory.models import CountedLine, Scan, Stocktake
from guildhall.inventory.queries.places import places_within
from guildhall.inventory.types import (
    CountedLineCard,
    PaperFilter,
    ScanCard,
    StocktakeCard,
    StocktakeRow,
    Tally,
)
from guildhall.kernel.paging import Page, page_of

EVERY_COUNT = PaperFilter()
# How far a clock of ours may be from the database's.
SKEW = timedelta(hours=1)
# What lies there now, less what has happened since: lines that were told of later are where
# they belong, since it asks when a thing happened and not when it was recorded.
_AT = """
SELECT asked.variant, asked.lot,
       coalesce(CASE WHEN asked.lot IS NULL THEN level.on_hand - lots.on_hand
                     ELSE kept.on_hand END, 0) - coalesce(since.quantity, 0)
FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[]) AS asked (variant, lot, at)
LEFT JOIN inventory_stocklevel AS level
  ON level.variant_id = asked.variant AND level.location_id = %s AND level.owner = ''
LEFT JOIN inventory_lotstock AS kept ON kept.level_id = level.id AND kept.lot_id = asked.lot
LEFT JOIN LATERAL (
  SELECT coalesce(sum(each.on_hand), 0) AS on_hand FROM inventory_lotstock AS each
  WHERE asked.lot IS NULL AND each.level_id = level.id
) AS lots ON true
LEFT JOIN LATERAL (
  SELECT sum(line.quantity) AS quantity FROM inventory_movement AS line
  WHERE line.level_id = level.id AND line.bucket = 'on_hand' AND line.recorded_at >= %s
    AND line.effective_at > asked.at AND line.lot_id IS NOT DISTINCT FROM asked.lot
) AS since ON true
"""

type Key = tuple[UUID, UUID | None]
"""A variant, and the lot of it; without one, what of it was never told apart."""


class Counted(NamedTuple):
    """What was counted of something, and when last."""

    quantity: Decimal
    at: datetime


def list_stocktakes(
    chosen: PaperFilter = EVERY_COUNT, *, cursor: str | None = None, limit: int = 50
) -> Page[StocktakeRow]:
    """Return one page of counts, latest change first. Refuses with CursorInvalid."""
    rows = _stocktakes(chosen)
    return page_of(rows, key=("updated_at", "id"), cursor=cursor, limit=limit, to=_row)


def get_stocktake(number: str) -> StocktakeCard:
    """Return a count with its reviewed lines, in three statements. Refuses with PaperNotFound."""
    row = _stocktakes(EVERY_COUNT).filter(number=number).first()
    if row is None:
        raise PaperNotFound(number=number)
    lines = CountedLine.objects.filter(stocktake=row).select_related("variant", "lot")
    return StocktakeCard(
        _row(row),
        tuple(_line(line) for line in lines.order_by("variant__sku", "lot__code")),
        scans=live_scans(row.id).count(),
    )


def get_stocktake_row(number: str) -> StocktakeRow:
    """Return where a count stands, without what it found. Refuses with PaperNotFound."""
    row = _stocktakes(EVERY_COUNT).filter(number=number).first()
    if row is None:
        raise PaperNotFound(number=number)
    return _row(row)


def tallies_of(number: str, *, by: str = "") -> tuple[Tally, ...]:
    """Return what was counted so far, by everybody or by one counter. Blind: no expectation."""
    rows = Scan.objects.filter(_LIVE, stocktake__number=number)
    if by:
        rows = rows.filter(counted_by=by)
    sums = rows.values_list("variant__sku", "variant__title", "lot__code").annotate(
        total=Sum("quantity"), scans=Count("id"), last=Max("recorded_at")
    )
    return tuple(
        Tally(sku, title, lot or "", total, scans)
        for sku, title, lot, total, scans, _ in sums.order_by("-last")
    )


def last_scan(number: str, *, by: str) -> ScanCard | None:
    """Return what a counter scanned last and did not take back."""
    rows = Scan.objects.filter(_LIVE, stocktake__number=number, counted_by=by)
    row = rows.select_related("variant", "lot").order_by("-recorded_at", "-id").first()
    if row is None:
        return None
    return ScanCard(
        id=row.id,
        sku=row.variant.sku,
        title=row.variant.title,
        lot=row.lot.code if row.lot else "",
        quantity=row.quantity,
        counted_at=row.counted_at,
        counted_by=row.counted_by,
    )


def live_scans(stocktake: UUID) -> QuerySet[Scan]:
    """Return the scans of a count that nobody took back."""
    return Scan.objects.filter(_LIVE, stocktake=stocktake)


def counted_in(stocktake: UUID) -> dict[Key, Counted]:
    """Return what a count found of each thing, and when it was scanned last."""
    sums = (
        live_scans(stocktake)
        .values_list("variant", "lot")
        .annotate(total=Sum("quantity"), last=Max("counted_at"))
    )
    return {(variant, lot): Counted(total, last) for variant, lot, total, last in sums}


def on_hand_at(
    location: UUID, moments: Iterable[tuple[Key, datetime]], *, since: datetime
) -> dict[Key, Decimal]:
    """Return what the ledger says lay there, of each thing at its own moment. One statement.

    No moment is before `since`.
    """
    asked = list(moments)
    if not asked:
        return {}
    columns: list[list[UUID | datetime | None]] = [
        [variant for (variant, _), _ in asked],
        [lot for (_, lot), _ in asked],
        [at for _, at in asked],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_AT, [*columns, location, since - SKEW])
        return {(variant, lot): quantity for variant, lot, quantity in cursor.fetchall()}


_LIVE = Q(undoes__isnull=True, undone_by__isnull=True)


def _stocktakes(chosen: PaperFilter) -> QuerySet[Stocktake]:
    rows = Stocktake.objects.select_related("location")
    if chosen.text:
        rows = rows.filter(number__iexact=chosen.text.strip())
    if chosen.location:
        rows = rows.filter(location__code=chosen.location)
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.scopes:
        rows = rows.filter(location__in=places_within(chosen.scopes))
    return rows


def _row(row: Stocktake) -> StocktakeRow:
    return StocktakeRow(
        id=row.id,
        number=row.number,
        location=row.location.code,
        skus=tuple(row.about.get("skus", ())),
        state=row.state,
        started_by=row.started_by,
        started_at=row.started_at,
        closed_at=row.closed_at,
        updated_at=row.updated_at,
    )


def _line(line: CountedLine) -> CountedLineCard:
    return CountedLineCard(
        id=line.id,
        sku=line.variant.sku,
        title=line.variant.title,
        lot=line.lot.code if line.lot else "",
        counted=line.counted,
        expected=line.expected,
        counted_at=line.counted_at,
        is_accepted=line.is_accepted,
    )
