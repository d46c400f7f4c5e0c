"""What channels show: SKUs that are linked by themselves, and those that wait for somebody."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from guildhall.catalog.errors import LinkInvalid, TooManySkus
from guildhall.catalog.events import SkusLinked, SkusUnmatched
from guildhall.catalog.models import ChannelSku, UnmatchedSku, Variant
from guildhall.catalog.operations.channel_skus import (
    LONGEST,
    LONGEST_STOREFRONT,
    SKU_FORM,
    STOREFRONT_FORM,
    hold_links,
)
from guildhall.catalog.queries.channel_skus import had_link
from guildhall.catalog.rules.links import EVER, plan_of
from guildhall.catalog.states import LinkState
from guildhall.catalog.types import LinkOutcome, LinkPlan, MetSku
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard

MOST = 1_000
"""How many SKUs one call may name: more would hold the channel's links for too long."""

# What is linked at the moment that it was met for stays off the list.
_NOTE = """
INSERT INTO catalog_unmatchedsku AS known
    (id, channel_id, storefront, external_sku, title, barcode, external_product_id,
     external_variant_id, times, first_seen_at, last_seen_at)
SELECT met.id, %s, met.storefront, met.external_sku, met.title, met.barcode, met.product,
       met.variant, met.times, met.at, met.at
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
            %s::int[], %s::timestamptz[])
     AS met (id, storefront, external_sku, title, barcode, product, variant, times, at)
WHERE NOT EXISTS (
    SELECT FROM catalog_channelsku AS link
    WHERE link.channel_id = %s AND link.external_sku = met.external_sku
      AND link.storefront IN (met.storefront, '') AND link.state = 'linked'
      AND link.valid_from <= met.at AND (link.valid_to IS NULL OR link.valid_to > met.at)
)
ON CONFLICT (channel_id, storefront, external_sku) DO UPDATE SET
    times = known.times + excluded.times,
    title = COALESCE(NULLIF(excluded.title, ''), known.title),
    barcode = COALESCE(NULLIF(excluded.barcode, ''), known.barcode),
    external_product_id = COALESCE(NULLIF(excluded.external_product_id, ''),
                                   known.external_product_id),
    external_variant_id = COALESCE(NULLIF(excluded.external_variant_id, ''),
                                   known.external_variant_id),
    first_seen_at = LEAST(known.first_seen_at, excluded.first_seen_at),
    last_seen_at = GREATEST(known.last_seen_at, excluded.last_seen_at)
RETURNING known.external_sku, known.xmax = 0
"""


@transaction.atomic
def note_unmatched(skus: Sequence[MetSku], *, channel: ChannelCard, stamp: Stamp) -> int:
    """Put SKUs that meant nothing when they were met on the list; return how many are on it.

    Whoever meets one tells it here, again and again: an SKU is on the list once, until somebody
    maps it. Refuses with NotPermitted or TooManySkus.
    """
    stamp.by.must("catalog:edit", scope=channel.scopes)
    _must_fit(skus)
    hold_links(channel.id)
    return _note(skus, channel=channel, stamp=stamp, counted=1)


@transaction.atomic
def sync_listings(listed: Sequence[MetSku], *, channel: ChannelCard, stamp: Stamp) -> LinkOutcome:
    """Link what a channel lists to the variants with the very same SKU; note the rest.

    What was linked once and is not now was taken away, or ended, by a person, and stays so,
    however often a sync comes by. Refuses with NotPermitted or TooManySkus.
    """
    stamp.by.must("catalog:edit", scope=channel.scopes)
    _must_fit(listed)
    hold_links(channel.id)
    plan = _plan(listed, channel, stamp.at)
    _make(plan, channel, stamp)
    waiting = _note((*plan.unmatched, *plan.kept_away), channel=channel, stamp=stamp, counted=0)
    return LinkOutcome(len(plan.new), len(plan.known), len(plan.kept_away), waiting)


@transaction.atomic
def link_all_by_sku(*, channel: ChannelCard, stamp: Stamp) -> LinkOutcome:
    """Link each unmatched SKU of a channel that is the SKU of a variant, as a sync would.

    At most 1,000 in one call; `unmatched` says how many are left. Refuses with NotPermitted.
    """
    stamp.by.must("catalog:edit", scope=channel.scopes)
    hold_links(channel.id)
    waiting = UnmatchedSku.objects.filter(channel=channel.id, ignored_at__isnull=True)
    own = Variant.objects.filter(archived_at__isnull=True).values("sku")
    same = waiting.filter(external_sku__in=own)
    kept_away = same.filter(had_link()).count()
    rows = same.filter(~had_link()).order_by("id")[:MOST]
    plan = _plan([_met(row) for row in rows], channel, stamp.at)
    _make(plan, channel, stamp)
    return LinkOutcome(len(plan.new), len(plan.known), kept_away, waiting.count())


def _plan(listed: Iterable[MetSku], channel: ChannelCard, at: datetime) -> LinkPlan:
    """Return what is to be done, from what is known of these SKUs: two statements."""
    once = {(met.storefront, met.external_sku): met for met in listed}
    named = {met.external_sku for met in once.values()}
    links: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for row in ChannelSku.objects.filter(channel=channel.id, external_sku__in=named):
        now = row.valid_from <= at and (row.valid_to is None or row.valid_to > at)
        linked = row.state == LinkState.LINKED
        links[row.external_sku].append((row.storefront, linked and now))
    own = Variant.objects.filter(sku__in=named, archived_at__isnull=True)
    return plan_of(once.values(), links=links, skus=own.values_list("sku", flat=True))


def _make(plan: LinkPlan, channel: ChannelCard, stamp: Stamp) -> None:
    if not plan.new:
        return
    skus = [met.external_sku for met in plan.new]
    variants = dict(Variant.objects.filter(sku__in=skus).values_list("sku", "id"))
    ChannelSku.objects.bulk_create(
        [_row(met, variants[met.external_sku], channel=channel, stamp=stamp) for met in plan.new]
    )
    _take_off(plan.new, channel)
    links = tuple((met.storefront, met.external_sku) for met in plan.new)
    record(SkusLinked(channel=channel.code, links=links, stamp=stamp))


def _row(met: MetSku, variant: UUID, *, channel: ChannelCard, stamp: Stamp) -> ChannelSku:
    return ChannelSku(
        variant_id=variant,
        channel_id=channel.id,
        storefront=met.storefront,
        external_sku=met.external_sku,
        external_product_id=met.external_product_id,
        external_variant_id=met.external_variant_id,
        title=met.title[:200],
        valid_from=min(EVER, met.at or EVER),
        linked_by=stamp.by.name,
        updated_at=stamp.at,
    )


def _met(row: UnmatchedSku) -> MetSku:
    return MetSku(
        external_sku=row.external_sku,
        storefront=row.storefront,
        title=row.title,
        barcode=row.barcode,
        external_product_id=row.external_product_id,
        external_variant_id=row.external_variant_id,
        at=row.first_seen_at,
    )


def _take_off(linked: Iterable[MetSku], channel: ChannelCard) -> None:
    """Take what is linked for ever off the list; a link of the channel holds on storefronts."""
    places: dict[str, list[str]] = defaultdict(list)
    for met in linked:
        places[met.storefront].append(met.external_sku)
    settled = Q(pk__in=[])
    for storefront, skus in places.items():
        here = Q(external_sku__in=skus)
        settled |= here & Q(storefront=storefront) if storefront else here
    UnmatchedSku.objects.filter(settled, channel=channel.id).delete()


def _note(skus: Iterable[MetSku], *, channel: ChannelCard, stamp: Stamp, counted: int) -> int:
    """Write what was met, each once; tell of those that nobody had met before."""
    met: dict[tuple[str, str], tuple[MetSku, int]] = {}
    for each in skus:
        key = (each.storefront, each.external_sku)
        known, times = met.get(key, (each, 0))
        met[key] = (_told_together(known, each), times + counted)
    if not met:
        return 0
    rows = [
        (
            new_id(),
            each.storefront,
            each.external_sku,
            each.title[:200],
            each.barcode[:40],
            each.external_product_id,
            each.external_variant_id,
            times,
            each.at or stamp.at,
        )
        for each, times in met.values()
    ]
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [channel.id, *columns, channel.id])
        found = cursor.fetchall()
    new = [sku for sku, is_new in found if is_new]
    if new:
        record(SkusUnmatched(channel=channel.code, count=len(new), first=new[0], stamp=stamp))
    return len(found)


def _told_together(one: MetSku, other: MetSku) -> MetSku:
    """Return what two sightings of an SKU say of it, the earlier moment with it."""
    moments = [each for each in (one.at, other.at) if each is not None]
    return replace(
        other,
        title=other.title or one.title,
        barcode=other.barcode or one.barcode,
        external_product_id=other.external_product_id or one.external_product_id,
        external_variant_id=other.external_variant_id or one.external_variant_id,
        at=min(moments, default=None),
    )


def _must_fit(skus: Sequence[MetSku]) -> None:
    """Refuse with TooManySkus, or with LinkInvalid what no column holds."""
    if len(skus) > MOST:
        raise TooManySkus(most=MOST)
    for met in skus:
        ids = (met.external_sku, met.external_product_id, met.external_variant_id)
        if not met.external_sku.strip() or max(map(len, ids)) > LONGEST:
            raise LinkInvalid(errors={"external_sku": SKU_FORM})
        if len(met.storefront) > LONGEST_STOREFRONT:
            raise LinkInvalid(errors={"storefront": STOREFRONT_FORM})
