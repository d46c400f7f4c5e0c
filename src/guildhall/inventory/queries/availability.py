"""Price and availability of many SKUs in one call: quick to ask, and only a hint."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Greatest

from guildhall.catalog.errors import UnknownSku
from guildhall.catalog.queries import EPOCH as CATALOG
from guildhall.catalog.queries import parts_of, price_variants
from guildhall.catalog.states import ProductKind
from guildhall.catalog.types import Part, PricedVariant
from guildhall.inventory import rules
from guildhall.inventory.models import ChannelOffer, Expected, StockLevel
from guildhall.inventory.queries.hints import remembered
from guildhall.inventory.queries.policies import SOURCING
from guildhall.inventory.states import SELLING, OfferKind
from guildhall.inventory.types import Availability, Coming, Offer, Sellable, Source
from guildhall.kernel import clock
from guildhall.kernel.cache import ScopedCache
from guildhall.kernel.epochs import epoch_of
from guildhall.organization.types import ChannelCard

AT_MOST = 50
FRESH = 2.0
NOTHING = Decimal(0)
NONE = Sellable(NOTHING)

_LEFT = Greatest(F("on_hand") - F("reserved") - F("unavailable"), NOTHING)
_WAITING = Greatest(F("reserved") + F("unavailable") - F("on_hand"), NOTHING)

_prices: ScopedCache[tuple[UUID, str], PricedVariant | None] = ScopedCache(
    read_epoch=lambda: epoch_of(CATALOG), size=50_000, seconds=FRESH
)
_parts: ScopedCache[UUID, tuple[Part, ...]] = ScopedCache(
    read_epoch=lambda: epoch_of(CATALOG), size=5_000, seconds=FRESH
)
_shape: ScopedCache[str, str] = ScopedCache(read_epoch=lambda: epoch_of(SOURCING), size=1_000)


def available_for(variants: Iterable[UUID], *, source: Source) -> dict[UUID, Decimal]:
    """Return what could be sold of each variant from these locations, as a hint for display.

    A level in the red never lowers what another one has.
    """
    rows = _levels(list(variants), source)
    return dict(rows.values_list("variant_id").annotate(left=Sum(_LEFT)))


def list_availability(
    skus: Sequence[str], *, channel: ChannelCard, store_id: UUID | None = None, day: date
) -> tuple[Availability, ...]:
    """Return price and availability of these SKUs on a channel; what is not sold is left out.

    What may wait is told with the day for which it would be promised on `day`. Of a bundle there
    is as much as its scarcest part allows.
    """
    priced = _priced(skus, channel)
    source = Source(channel.id, store_id)
    way = f"{_shape_now()}:{channel.id}:{store_id or ''}:{day}"
    parts = _parts_in(priced)
    goods = [each.variant_id for each in priced if each.variant_id not in parts]
    components = [part.variant_id for each in parts.values() for part in each]
    told = remembered(
        [*goods, *components], way=way, load=lambda variants: _read(variants, source, day)
    )
    left = {variant: sellable_in(text) for variant, text in told.items()}
    left |= {
        bundle: rules.left_of_bundle(each, [left.get(x.variant_id, NONE) for x in each])
        for bundle, each in parts.items()
    }
    return tuple(_availability(each, left.get(each.variant_id, NONE)) for each in priced)


def truth_of(variants: Sequence[UUID], *, way: str) -> dict[UUID, str]:
    """Return what should be remembered of these variants for one way of asking.

    Nothing where that way is not asked any more: the channel takes stock in another one now.
    """
    shape, channel, store, day = way.rsplit(":", 3)
    if shape != _shape_now():
        return {}
    source = Source(UUID(channel), UUID(store) if store else None)
    return _read(variants, source, date.fromisoformat(day))


def _shape_now() -> str:
    return _shape.get("now", lambda: epoch_of(SOURCING))


def _priced(skus: Sequence[str], channel: ChannelCard) -> tuple[PricedVariant, ...]:
    """Return the variants with their prices, kept for a moment; a change is seen within it."""
    wanted = list(dict.fromkeys(skus))[:AT_MOST]
    read: list[dict[str, PricedVariant]] = []

    def load(sku: str) -> PricedVariant | None:
        if not read:
            read.append(_read_prices(wanted, channel))
        return read[0].get(sku)

    found = (_prices.get((channel.id, sku), lambda sku=sku: load(sku)) for sku in wanted)  # type: ignore[misc] # mypy takes no lambda with a default
    return tuple(each for each in found if each is not None)


def _read_prices(skus: Sequence[str], channel: ChannelCard) -> dict[str, PricedVariant]:
    try:
        return _prices_of(skus, channel)
    except UnknownSku as unknown:
        lost = {int(place.split(".")[1]) for place in unknown.errors}
        known = [sku for i, sku in enumerate(skus) if i not in lost]
        return _prices_of(known, channel) if known else {}


def _prices_of(skus: Sequence[str], channel: ChannelCard) -> dict[str, PricedVariant]:
    """Return what one piece of each costs everybody. Refuses with UnknownSku."""
    asked = [(sku, Decimal(1)) for sku in skus]
    return price_variants(asked, channel=channel, currency=channel.currency, at=clock.now())


def _parts_in(priced: Sequence[PricedVariant]) -> dict[UUID, tuple[Part, ...]]:
    """Return the parts of the bundles among these, read at once where they are not known."""
    bundles = [each.variant_id for each in priced if each.kind == ProductKind.BUNDLE]
    read: list[dict[UUID, tuple[Part, ...]]] = []

    def load(bundle: UUID) -> tuple[Part, ...]:
        if not read:
            read.append(parts_of(bundles))
        return read[0].get(bundle, ())

    return {key: _parts.get(key, lambda key=key: load(key)) for key in bundles}  # type: ignore[misc] # mypy takes no lambda with a default


def sellable_in(told: str) -> Sellable:
    """Return what a hint says."""
    here, _, rest = told.partition("|")
    room, _, day = rest.partition("|")
    return Sellable(Decimal(here), Decimal(room or 0), date.fromisoformat(day) if day else None)


def _availability(variant: PricedVariant, left: Sellable) -> Availability:
    return Availability(
        sku=variant.sku,
        title=variant.title,
        unit=variant.unit,
        price=variant.price,
        available=left.here,
        may_wait=left.may_wait,
        promised_on=left.promised_on,
    )


def _levels(variants: Sequence[UUID], source: Source) -> QuerySet[StockLevel]:
    rows = StockLevel.objects.filter(
        variant_id__in=variants,
        location__sources__channel_id=source.channel_id,
        location__closed_at=None,
        location__kind__in=SELLING,
    )
    return rows.filter(location__store_id=source.store_id) if source.store_id else rows


def _read(variants: Sequence[UUID], source: Source, day: date) -> dict[UUID, str]:
    rows = _levels(variants, source).values_list("variant_id")
    left = {
        key: (here, waits)
        for key, here, waits in rows.annotate(here=Sum(_LEFT), waits=Sum(_WAITING))
    }
    empty = {key: left.get(key, (NOTHING, NOTHING)) for key in variants}
    told = {key: f"{here}" for key, (here, _) in empty.items()}
    gone = {key: waits for key, (here, waits) in empty.items() if not here}
    return told | (_waits(gone, source, day) if gone else {})


def _waits(gone: dict[UUID, Decimal], source: Source, day: date) -> dict[UUID, str]:
    """Return what may wait of what is gone, and until when."""
    offers = ChannelOffer.objects.filter(
        channel_id=source.channel_id, variant_id__in=list(gone), limit__gt=0
    ).exclude(kind=OfferKind.STOCK)
    told: dict[UUID, str] = {}
    for row in offers:
        room = row.limit - gone[row.variant_id]
        offer = Offer(row.limit, OfferKind(row.kind), row.promised_on, row.lead_days)
        coming = _coming(row.variant_id, source) if not (row.promised_on or row.lead_days) else []
        needed = gone[row.variant_id] + 1
        promised = rules.promised_day(offer, coming, needed=needed, today=day)
        if room > 0 and promised is not None:
            told[row.variant_id] = f"0|{room}|{promised}"
    return told


def _coming(variant: UUID, source: Source) -> list[Coming]:
    rows = Expected.objects.filter(
        level__in=_levels([variant], source), closed_at=None, due_on__isnull=False
    ).values_list("level_id", "due_on", "quantity", "arrived")
    return [Coming(level, due, asked - came) for level, due, asked, came in rows if due]
