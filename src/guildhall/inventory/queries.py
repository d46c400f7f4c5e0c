"""What can be asked about stock. Nothing here decides: only locked rows do."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from guildhall.catalog.queries import find_variants
from guildhall.inventory.errors import StockNotFound
from guildhall.inventory.models import ChannelSource, Location, Movement, Reservation, StockLevel
from guildhall.inventory.states import Bucket, Outcome
from guildhall.inventory.types import (
    HoldCard,
    LevelCard,
    LevelFilter,
    LocationCard,
    MovementCard,
    Source,
    StockAudit,
)
from guildhall.kernel.paging import Page, page_of

EVERYTHING = LevelFilter()
_AVAILABLE = F("on_hand") - F("reserved") - F("unavailable")


def available_for(variants: Iterable[UUID], *, source: Source) -> dict[UUID, Decimal]:
    """Return what could be sold of each variant from these locations, as a hint for display."""
    rows = StockLevel.objects.filter(
        variant_id__in=list(variants), location__sources__channel_id=source.channel_id
    )
    if source.store_id is not None:
        rows = rows.filter(location__store_id=source.store_id)
    return dict(rows.values_list("variant_id").annotate(left=Sum(_AVAILABLE)))


def list_levels(
    chosen: LevelFilter = EVERYTHING, *, cursor: str | None = None, limit: int = 50
) -> Page[LevelCard]:
    """Return one page of buckets, latest change first. Refuses with CursorInvalid."""
    rows = _levels(chosen)
    return page_of(rows, key=("updated_at", "id"), cursor=cursor, limit=limit, to=_level)


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


def list_holds(level: UUID) -> tuple[HoldCard, ...]:
    """Return the open promises that add up to a level's `reserved` (the first 200)."""
    rows = Reservation.objects.filter(level=level, outcome=Outcome.OPEN).order_by("id")[:200]
    return tuple(HoldCard(row.reference, row.quantity, row.expires_at) for row in rows)


def list_locations(*, scopes: tuple[str, ...] = ()) -> tuple[LocationCard, ...]:
    """Return the locations within a reach; all of them where it is empty."""
    rows = _places(scopes).order_by("code")
    return tuple(LocationCard(row.id, row.code, row.name, row.kind) for row in rows)


def scopes_of_location(code: str) -> tuple[str, ...]:
    """Return where somebody may hold a role to see what lies at a location. One statement."""
    rows = Location.objects.filter(code=code).values_list(
        "store__code", "sources__channel__code", "sources__channel__brand__code"
    )
    found = {
        f"{kind}:{value}"
        for row in rows
        for kind, value in zip(("store", "channel", "brand"), row, strict=True)
        if value
    }
    return (f"location:{code}", *sorted(found))


def scopes_of_keeper(code: str) -> tuple[str, ...]:
    """Return where somebody may hold a role to change what lies there: the place, its store."""
    return keepers_among(scopes_of_location(code))


def keepers_among(scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of the scopes that see a location may also change what lies there."""
    return tuple(scope for scope in scopes if scope.startswith(("location:", "store:")))


def locations_holding(reference: str) -> tuple[str, ...]:
    """Return the scopes of the locations that hold, or held, stock for a reference."""
    rows = Reservation.objects.filter(reference=reference).values_list("level__location__code")
    return tuple(sorted({f"location:{code}" for (code,) in rows}))


def references_at(codes: Iterable[str]) -> QuerySet[Reservation, str]:
    """Return the references for which these locations hold, or held, stock: a subquery."""
    rows = Reservation.objects.filter(level__location__code__in=list(codes))
    return rows.values_list("reference", flat=True)


def overdue_holds(at: datetime) -> bool:
    """Return whether a promise has outlived its end."""
    return Reservation.objects.filter(outcome=Outcome.OPEN, expires_at__lte=at).exists()


def audit_stock() -> StockAudit:
    """Compare buckets with the ledger and with open reservations, level by level."""
    ledger = (
        Movement.objects.filter(bucket=Bucket.ON_HAND)
        .order_by()
        .values("level")
        .annotate(total=Sum("quantity"))
    )
    promised = (
        Reservation.objects.filter(outcome=Outcome.OPEN)
        .order_by()
        .values("level")
        .annotate(total=Sum("quantity"))
    )
    on_ledger = dict(ledger.values_list("level", "total"))
    on_hold = dict(promised.values_list("level", "total"))
    rows = list(StockLevel.objects.values_list("id", "on_hand", "reserved", "unavailable"))
    return StockAudit(
        levels=len(rows),
        ledger_differs=sum(on_ledger.get(row[0], Decimal(0)) != row[1] for row in rows),
        reserved_differs=sum(on_hold.get(row[0], Decimal(0)) != row[2] for row in rows),
        oversold=sum(row[1] < row[2] + row[3] for row in rows),
    )


def _levels(chosen: LevelFilter) -> QuerySet[StockLevel]:
    rows = StockLevel.objects.select_related("variant", "location")
    if chosen.location:
        rows = rows.filter(location__code=chosen.location)
    if chosen.text:
        rows = rows.filter(variant__in=find_variants(chosen.text.strip()))
    if chosen.scarce:
        rows = rows.filter(on_hand__lte=F("reserved") + F("unavailable"))
    if chosen.scopes:
        rows = rows.filter(location__in=_places(chosen.scopes))
    return rows


def _places(scopes: tuple[str, ...]) -> QuerySet[Location]:
    """Return the locations within a reach; all of them where it is empty.

    A location lies within the brands and channels that sell from it: who works for one of them
    sees what there is to sell. What lies there is changed by who holds the place itself.
    """
    if not scopes:
        return Location.objects.all()
    of = {
        kind: [s.removeprefix(f"{kind}:") for s in scopes if s.startswith(f"{kind}:")]
        for kind in ("location", "store", "channel", "brand")
    }
    selling = ChannelSource.objects.filter(
        Q(channel__code__in=of["channel"]) | Q(channel__brand__code__in=of["brand"])
    )
    return Location.objects.filter(
        Q(code__in=of["location"])
        | Q(store__code__in=of["store"])
        | Q(id__in=selling.values("location"))
    )


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
