"""How channels take stock, cached: every order asks."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Greatest

from guildhall.catalog.errors import ProductNotFound
from guildhall.inventory.models import (
    ChannelOffer,
    ChannelPolicy,
    ChannelSource,
    Location,
    StockLevel,
)
from guildhall.inventory.states import AllocationOrder, OfferKind
from guildhall.inventory.types import RANKED, Offer, OfferCard, Point, Sourcing, SourcingCard
from guildhall.kernel.cache import ScopedCache
from guildhall.kernel.epochs import epoch_of
from guildhall.kernel.paging import Page, page_of
from guildhall.organization.queries import get_channel
from guildhall.organization.types import ChannelCard

# Moved by every operation that changes how stock is taken.
SOURCING = "inventory.sourcing"

_sourcing: ScopedCache[UUID, Sourcing] = ScopedCache(
    read_epoch=lambda: epoch_of(SOURCING), size=5_000
)
_points: ScopedCache[str, dict[UUID, Point]] = ScopedCache(
    read_epoch=lambda: epoch_of(SOURCING), size=1_000
)


def sourcing_of(channel_id: UUID) -> Sourcing:
    """Return how a channel takes stock; by rank, where nothing else was chosen."""
    return _sourcing.get(channel_id, lambda: read_sourcing(channel_id))


def read_sourcing(channel_id: UUID) -> Sourcing:
    """Return the same from the table itself."""
    row = ChannelPolicy.objects.filter(channel_id=channel_id).first()
    return _sourcing_of(row) if row else RANKED


def sourcing_of_all(channels: Iterable[UUID]) -> dict[UUID, Sourcing]:
    """Return how each of these channels takes stock, in one statement."""
    keys = list(channels)
    rows = ChannelPolicy.objects.filter(channel_id__in=keys)
    return dict.fromkeys(keys, RANKED) | {row.channel_id: _sourcing_of(row) for row in rows}


def get_sourcing(channel: str) -> SourcingCard:
    """Return how a channel takes stock, for who is about to change it.

    Refuses with ChannelNotFound.
    """
    card = get_channel(channel)
    row = ChannelPolicy.objects.filter(channel_id=card.id).first()
    if row is None:
        return SourcingCard(channel, RANKED, f"{card.id.hex[-12:]}-new")
    return SourcingCard(channel, _sourcing_of(row), version_of_policy(row))


def version_of_policy(row: ChannelPolicy) -> str:
    """Return the name of a policy's present state: every change gives it another one."""
    return f"{row.channel_id.hex[-12:]}-{row.updated_at:%Y%m%d%H%M%S%f}"


def list_offers(
    channel: ChannelCard, *, cursor: str | None = None, limit: int = 50
) -> Page[OfferCard]:
    """Return one page of what a channel lets wait, latest change first."""
    page = page_of(
        _offers(channel), key=("updated_at", "id"), cursor=cursor, limit=limit, to=lambda row: row
    )
    return Page(_cards(page.items, channel), page.next_cursor)


def get_offer(sku: str, *, channel: ChannelCard) -> OfferCard:
    """Return what a channel lets wait of an SKU. Refuses with ProductNotFound."""
    row = _offers(channel).filter(variant__sku=sku).first()
    if row is None:
        raise ProductNotFound(sku=sku)
    return _cards((row,), channel)[0]


def _offers(channel: ChannelCard) -> QuerySet[ChannelOffer]:
    rows = ChannelOffer.objects.filter(channel_id=channel.id).select_related("variant")
    return rows.exclude(kind=OfferKind.STOCK)


def _cards(rows: tuple[ChannelOffer, ...], channel: ChannelCard) -> tuple[OfferCard, ...]:
    selling = ChannelSource.objects.filter(channel_id=channel.id).values("location")
    missing = Greatest(F("reserved") + F("unavailable") - F("on_hand"), Decimal(0))
    waiting = dict(
        StockLevel.objects.filter(
            variant__in=[row.variant_id for row in rows], location__in=selling
        )
        .values_list("variant")
        .annotate(waits=Sum(missing))
    )
    return tuple(
        OfferCard(
            channel=channel.code,
            sku=row.variant.sku,
            title=row.variant.title,
            offer=Offer(row.limit, OfferKind(row.kind), row.promised_on, row.lead_days),
            waiting=waiting.get(row.variant_id, Decimal(0)),
            updated_at=row.updated_at,
        )
        for row in rows
    )


def _sourcing_of(row: ChannelPolicy) -> Sourcing:
    return Sourcing(AllocationOrder(row.allocation), row.may_split, row.in_part, row.most_held)


def points_of_locations() -> dict[UUID, Point]:
    """Return where on the globe each location lies that has said so."""
    return _points.get("all", _read_points)


def _read_points() -> dict[UUID, Point]:
    rows = Location.objects.filter(latitude__isnull=False, longitude__isnull=False)
    return {
        key: Point(latitude, longitude)
        for key, latitude, longitude in rows.values_list("id", "latitude", "longitude")
        if latitude is not None and longitude is not None
    }
