"""Buckets, the ledger behind them, and open promises. Nothing here decides: locked rows do."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, QuerySet

from guildhall.catalog.queries import find_variants
from guildhall.inventory.errors import StockNotFound
from guildhall.inventory.models import Movement, Reservation, StockBlock, StockLevel
from guildhall.inventory.queries.places import places_within
from guildhall.inventory.states import Outcome
from guildhall.inventory.types import (
    HoldCard,
    LevelCard,
    LevelFilter,
    MovementCard,
)
from guildhall.kernel.paging import Page, page_of

EVERYTHING = LevelFilter()


def list_levels(
    chosen: LevelFilter = EVERYTHING, *, cursor: str | None = None, limit: int = 50
) -> Page[LevelCard]:
    """Return one page of buckets, latest change first; since a moment, in the order of change.

    Refuses with CursorInvalid.
    """
    return page_of(
        _levels(chosen),
        key=("updated_at", "id"),
        cursor=cursor,
        limit=limit,
        to=_level,
        newest_first=chosen.updated_since is None,
    )


def count_levels(chosen: LevelFilter, *, most: int = 10_001) -> int:
    """Return how many levels a filter shows, counting no further than `most`."""
    return _levels(chosen)[:most].count()


def get_level(level: UUID) -> LevelCard:
    """Return one level's buckets. Refuses with StockNotFound."""
    row = _levels(EVERYTHING).filter(id=level).first()
    if row is None:
        raise StockNotFound(sku=str(level), location="-")
    return _level(row)


def list_movements(
    level: UUID, *, cursor: str | None = None, limit: int = 50
) -> Page[MovementCard]:
    """Return the ledger behind a number, latest first."""
    rows = Movement.objects.filter(level=level)
    return page_of(rows, key=("effective_at", "id"), cursor=cursor, limit=limit, to=_movement)


def blocks_of(levels: Iterable[UUID]) -> dict[UUID, dict[str, Decimal]]:
    """Return how much of each level is set aside, by reason; what is not is left out."""
    found: dict[UUID, dict[str, Decimal]] = {}
    rows = StockBlock.objects.filter(level__in=list(levels), quantity__gt=0).order_by("reason")
    for level, reason, quantity in rows.values_list("level", "reason", "quantity"):
        found.setdefault(level, {})[reason] = quantity
    return found


def list_holds(level: UUID) -> tuple[HoldCard, ...]:
    """Return the open promises that add up to a level's `reserved` (the first 200)."""
    rows = Reservation.objects.filter(level=level, outcome=Outcome.OPEN).order_by("id")[:200]
    return tuple(HoldCard(row.reference, row.quantity, row.expires_at) for row in rows)


def overdue_holds(at: datetime) -> bool:
    """Return whether a promise has outlived its end."""
    return Reservation.objects.filter(outcome=Outcome.OPEN, expires_at__lte=at).exists()


def _levels(chosen: LevelFilter) -> QuerySet[StockLevel]:
    rows = StockLevel.objects.select_related("variant", "location")
    if chosen.location:
        rows = rows.filter(location__code=chosen.location)
    if chosen.text:
        rows = rows.filter(variant__in=find_variants(chosen.text.strip()))
    if chosen.scarce:
        rows = rows.filter(on_hand__lte=F("reserved") + F("unavailable"))
    if chosen.updated_since is not None:
        rows = rows.filter(updated_at__gte=chosen.updated_since)
    if chosen.scopes:
        rows = rows.filter(location__in=places_within(chosen.scopes))
    return rows


def _level(row: StockLevel) -> LevelCard:
    return LevelCard(
        id=row.id,
        variant_id=row.variant_id,
        sku=row.variant.sku,
        title=row.variant.title,
        location=row.location.code,
        on_hand=row.on_hand,
        reserved=row.reserved,
        unavailable=row.unavailable,
        updated_at=row.updated_at,
        owner=row.owner,
        inbound=row.inbound,
        backorder_limit=row.backorder_limit,
        low_at=row.low_at,
    )


def _movement(row: Movement) -> MovementCard:
    return MovementCard(
        kind=row.kind,
        bucket=row.bucket,
        quantity=row.quantity,
        reason=row.reason,
        reference=row.reference,
        actor=row.actor,
        effective_at=row.effective_at,
    )
