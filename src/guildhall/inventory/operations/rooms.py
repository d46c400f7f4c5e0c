"""Room for what may wait: at the first open place of every channel that lets something wait."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, Q

from guildhall.inventory.models import ChannelOffer, ChannelSource, StockLevel
from guildhall.inventory.operations.levels import LockedLevels, available, lock_levels
from guildhall.inventory.operations.settling import settle
from guildhall.inventory.states import SELLING, OfferKind
from guildhall.kernel.stamp import Stamp

OPEN = Q(location__closed_at=None)
type Rooms = dict[UUID, set[UUID]]
"""Variants that may wait, by the location where they do."""


def rooms_of(channels: Iterable[UUID], *, variant: UUID | None = None, where: Q = OPEN) -> Rooms:
    """Return where these channels let wait what they offer: nowhere, if they sell from nowhere.

    Of one variant also where nothing may wait any more. `where` says which places are open.
    """
    asked = set(channels)
    offers = ChannelOffer.objects.filter(channel__in=asked)
    offers = offers.filter(variant=variant) if variant else offers.exclude(kind=OfferKind.STOCK)
    first = _first_places(asked, where)
    found: Rooms = defaultdict(set)
    for channel, offered in offers.values_list("channel", "variant"):
        if channel in first:
            found[first[channel]].add(offered)
    return dict(found)


def make_rooms(rooms: Rooms, *, stamp: Stamp, beside: Q | None = None) -> None:
    """Let as much wait in each of these rooms as any channel lets wait there.

    The levels `beside` them are locked as well: all in one order, or two who do this could
    wait for each other.
    """
    StockLevel.objects.bulk_create(
        [
            StockLevel(location_id=place, variant_id=variant)
            for place, variants in sorted(rooms.items())
            for variant in sorted(variants)
        ],
        ignore_conflicts=True,
    )
    here = Q(pk__in=())
    for place, variants in rooms.items():
        here |= Q(location=place, variant__in=variants, owner="")
    rows = StockLevel.objects.filter(here if beside is None else here | beside)
    list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    if rooms:
        levels = lock_levels(StockLevel.objects.filter(here))
        _set_limits(levels, rooms)
        settle(levels, stamp=stamp)


def _set_limits(levels: LockedLevels, rooms: Rooms) -> None:
    most = {place: _most_at(place, variants) for place, variants in rooms.items()}
    for level in levels.rows.values():
        limit = most[level.location_id].get(level.variant_id, Decimal(0))
        level.backorder_limit = max(limit, -available(level))


def _most_at(place: UUID, variants: Iterable[UUID]) -> dict[UUID, Decimal]:
    selling = ChannelSource.objects.filter(location=place).values("channel")
    offers = ChannelOffer.objects.filter(variant__in=list(variants), channel__in=selling)
    rows = offers.exclude(kind=OfferKind.STOCK).values_list("variant")
    return dict(rows.annotate(most=Max("limit")))


def _first_places(channels: set[UUID], where: Q) -> dict[UUID, UUID]:
    rows = ChannelSource.objects.filter(where, channel__in=channels, location__kind__in=SELLING)
    first: dict[UUID, UUID] = {}
    for channel, place in rows.order_by("rank", "location__code").values_list(
        "channel", "location"
    ):
        first.setdefault(channel, place)
    return first
