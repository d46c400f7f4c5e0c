"""What can be asked about the shape of the company."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q

from guildhall.kernel.cache import ScopedCache
from guildhall.kernel.epochs import epoch_of
from guildhall.organization.errors import ChannelNotFound, SiteNotFound, StoreNotFound
from guildhall.organization.models import Brand, Channel, Site, Store
from guildhall.organization.types import ChannelCard, DayClock, SiteCard, StoreCard

EPOCH = "organization"

_sites: ScopedCache[int, SiteCard] = ScopedCache(read_epoch=lambda: epoch_of(EPOCH), size=5_000)
_stores: ScopedCache[str, StoreCard] = ScopedCache(read_epoch=lambda: epoch_of(EPOCH), size=50_000)


_clocks: ScopedCache[tuple[str, str], DayClock] = ScopedCache(
    read_epoch=lambda: epoch_of(EPOCH), size=50_000
)


def get_site(number: int) -> SiteCard:
    """Return a site with its channel, cached; refuses with SiteNotFound."""
    try:
        return _sites.get(number, lambda: _site(number))
    except Site.DoesNotExist:
        raise SiteNotFound(
            number=number, errors={"site": "Use the number of one of your sites."}
        ) from None


def get_store(code: str) -> StoreCard:
    """Return a store, cached; refuses with StoreNotFound."""
    try:
        return _stores.get(code, lambda: _store(Store.objects.get(code=code)))
    except Store.DoesNotExist:
        raise StoreNotFound(
            code=code, errors={"pickup_store": "Use the code of one of your stores."}
        ) from None


def get_channel(code: str) -> ChannelCard:
    """Return a channel; refuses with ChannelNotFound."""
    row = Channel.objects.select_related("brand").filter(code=code).first()
    if row is None:
        raise ChannelNotFound(code=code)
    return _channel(row)


def financial_day(scopes: Iterable[str], *, at: datetime) -> date:
    """Return the financial day of what was sold in a place: `channel:web`, `store:S1`.

    By the clock of the store, or else of the channel; the cut is the channel's. What was sold
    nowhere that is known has the day of UTC.
    """
    named = dict(scope.split(":", 1) for scope in scopes if ":" in scope)
    place = named.get("channel", ""), named.get("store", "")
    clock = _clocks.get(place, lambda: _clock(*place))
    return clock.day_of(at)


def list_channels() -> tuple[ChannelCard, ...]:
    rows = Channel.objects.select_related("brand").order_by("code")
    return tuple(_channel(row) for row in rows)


def list_sites() -> tuple[SiteCard, ...]:
    rows = Site.objects.select_related("channel__brand").order_by("number")
    return tuple(_site_card(row) for row in rows)


def list_stores() -> tuple[StoreCard, ...]:
    return tuple(_store(row) for row in Store.objects.order_by("code"))


def list_brands() -> dict[str, str]:
    """Return the names of the brands by code."""
    return dict(Brand.objects.order_by("code").values_list("code", "name"))


def find_brand(code: str) -> UUID | None:
    """Return the id of a brand, if there is one of that code."""
    return Brand.objects.filter(code=code).values_list("id", flat=True).first()


def channel_ids(*, channels: Iterable[str] = (), brands: Iterable[str] = ()) -> tuple[UUID, ...]:
    """Return the channels of these codes, and those that sell under these brands."""
    meant = Q(code__in=list(channels)) | Q(brand__code__in=list(brands))
    return tuple(Channel.objects.filter(meant).values_list("id", flat=True))


def store_ids(codes: Iterable[str]) -> tuple[UUID, ...]:
    """Return the stores of these codes."""
    return tuple(Store.objects.filter(code__in=list(codes)).values_list("id", flat=True))


def count_stores() -> int:
    """Return how many stores there are, as a plan counts them."""
    return Store.objects.count()


def _site(number: int) -> SiteCard:
    return _site_card(Site.objects.select_related("channel__brand").get(number=number))


def _site_card(row: Site) -> SiteCard:
    return SiteCard(row.id, row.number, row.name, row.locale, _channel(row.channel))


def _store(row: Store) -> StoreCard:
    return StoreCard(row.id, row.code, row.name, row.city, row.time_zone)


def _clock(channel: str, store: str) -> DayClock:
    sold = Channel.objects.filter(code=channel).values_list("time_zone", "day_starts").first()
    zone, starts = sold or ("UTC", time(0))
    own = Store.objects.filter(code=store).values_list("time_zone", flat=True).first()
    return DayClock(own or zone, starts)


def _channel(row: Channel) -> ChannelCard:
    return ChannelCard(
        id=row.id,
        code=row.code,
        name=row.name,
        brand=row.brand.code,
        currency=row.currency,
        prices_include_tax=row.prices_include_tax,
        confirms_itself=row.confirms_itself,
        hold=timedelta(minutes=row.hold_minutes),
        time_zone=row.time_zone,
        day_starts=row.day_starts,
        tax_region=row.tax_region,
        unpaid=None if row.unpaid_minutes is None else timedelta(minutes=row.unpaid_minutes),
        late_payment=row.late_payment,
    )
