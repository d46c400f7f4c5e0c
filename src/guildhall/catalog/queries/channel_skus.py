"""What channels call variants, and which of their SKUs mean nothing yet."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from guildhall.catalog.errors import LinkNotFound, UnmatchedNotFound
from guildhall.catalog.models import ChannelSku, UnmatchedSku
from guildhall.catalog.states import LinkState
from guildhall.catalog.types import (
    LinkCard,
    LinkCounts,
    LinkedVariant,
    LinkFilter,
    UnmatchedCard,
    UnmatchedFilter,
    Window,
)
from guildhall.kernel.paging import Page, page_of
from guildhall.organization.types import ChannelCard

# By hand: every imported order waits for it. A storefront's own link goes before the channel's.
_RESOLVE = """
SELECT DISTINCT ON (link.external_sku)
       link.external_sku, variant.id, variant.sku,
       variant.is_active AND variant.archived_at IS NULL
FROM catalog_channelsku AS link JOIN catalog_variant AS variant ON variant.id = link.variant_id
WHERE link.channel_id = %s AND link.external_sku = ANY(%s) AND link.storefront = ANY(%s)
  AND link.state = 'linked' AND link.valid_from <= %s
  AND (link.valid_to IS NULL OR link.valid_to > %s)
ORDER BY link.external_sku, link.storefront DESC
"""


def resolve_external(
    channel: ChannelCard, storefront: str, skus: Iterable[str], *, at: datetime
) -> dict[str, LinkedVariant]:
    """Return which variant each of a channel's SKUs meant at a moment, in one statement.

    What means nothing is left out: tell it to `note_unmatched`.
    """
    places = [storefront, ""]
    with connection.cursor() as cursor:
        cursor.execute(_RESOLVE, [channel.id, list(skus), places, at, at])
        return {row[0]: LinkedVariant(*row) for row in cursor.fetchall()}


def list_links(
    chosen: LinkFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[LinkCard]:
    """Return one page of links, latest change first; with `updated_since`, oldest change first.

    Refuses with CursorInvalid.
    """
    return page_of(
        _links(chosen),
        key=("updated_at", "id"),
        cursor=cursor,
        limit=limit,
        to=_link,
        newest_first=chosen.updated_since is None,
    )


def count_links(chosen: LinkFilter, *, most: int = 10_001) -> int:
    """Return how many links a filter shows, counting no further than `most`."""
    return _links(chosen)[:most].count()


def get_link(link: UUID) -> LinkCard:
    """Return one link. Refuses with LinkNotFound."""
    row = _links(LinkFilter()).filter(id=link).first()
    if row is None:
        raise LinkNotFound
    return _link(row)


def list_unmatched(
    chosen: UnmatchedFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[UnmatchedCard]:
    """Return one page of SKUs that mean nothing yet, last met first; or CursorInvalid."""
    rows = _unmatched(chosen)
    return page_of(
        rows, key=("last_seen_at", "id"), cursor=cursor, limit=limit, to=_unmatched_card
    )


def count_unmatched(chosen: UnmatchedFilter, *, most: int = 10_001) -> int:
    """Return how many SKUs a filter shows, counting no further than `most`."""
    return _unmatched(chosen)[:most].count()


def get_unmatched(unmatched: UUID) -> UnmatchedCard:
    """Return one SKU that means nothing yet. Refuses with UnmatchedNotFound."""
    row = _with_history(UnmatchedSku.objects.filter(id=unmatched)).first()
    if row is None:
        raise UnmatchedNotFound
    return _unmatched_card(row)


def count_by_channel(channels: Iterable[ChannelCard]) -> tuple[LinkCounts, ...]:
    """Return how far the SKUs of each channel are mapped, in two statements."""
    shown = tuple(channels)
    ids = [channel.id for channel in shown]
    links: dict[tuple[UUID, str], int] = {
        (channel, state): count
        for channel, state, count in ChannelSku.objects.filter(channel__in=ids)
        .values_list("channel", "state")
        .annotate(count=Count("id"))
    }
    waiting: dict[UUID, tuple[int, int]] = {
        channel: (open_, aside)
        for channel, open_, aside in UnmatchedSku.objects.filter(channel__in=ids)
        .values_list("channel")
        .annotate(open=Count("id", filter=Q(ignored_at__isnull=True)), aside=Count("ignored_at"))
    }
    return tuple(
        LinkCounts(
            channel.code,
            channel.name,
            links.get((channel.id, LinkState.LINKED.value), 0),
            links.get((channel.id, LinkState.UNLINKED.value), 0),
            *waiting.get(channel.id, (0, 0)),
        )
        for channel in shown
    )


def scopes_of_link(row: ChannelSku | UnmatchedSku) -> tuple[str, ...]:
    """Return where somebody may hold a role to change a link of this row's channel."""
    return (f"channel:{row.channel.code}", f"brand:{row.channel.brand.code}")


def _within(scopes: tuple[str, ...]) -> Q:
    """Return what narrows rows of channels to a reach; nothing where it is empty."""
    if not scopes:
        return Q()
    channels = [each.removeprefix("channel:") for each in scopes if each.startswith("channel:")]
    brands = [each.removeprefix("brand:") for each in scopes if each.startswith("brand:")]
    return Q(channel__code__in=channels) | Q(channel__brand__code__in=brands)


def _links(chosen: LinkFilter) -> QuerySet[ChannelSku]:
    rows = ChannelSku.objects.select_related("variant", "channel__brand").filter(
        _within(chosen.scopes)
    )
    if chosen.channel:
        rows = rows.filter(channel__code=chosen.channel)
    if chosen.sku:
        rows = rows.filter(variant__sku=chosen.sku)
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.updated_since:
        rows = rows.filter(updated_at__gte=chosen.updated_since)
    if chosen.text:
        text = chosen.text.strip()
        rows = rows.filter(
            Q(external_sku__icontains=text)
            | Q(variant__sku__iexact=text)
            | Q(title__icontains=text)
        )
    return rows


def _unmatched(chosen: UnmatchedFilter) -> QuerySet[UnmatchedSku]:
    rows = UnmatchedSku.objects.filter(_within(chosen.scopes), ignored_at__isnull=not chosen.aside)
    if chosen.channel:
        rows = rows.filter(channel__code=chosen.channel)
    if chosen.text:
        text = chosen.text.strip()
        rows = rows.filter(Q(external_sku__icontains=text) | Q(title__icontains=text))
    return _with_history(rows)


def had_link() -> Exists:
    """Return whether an unmatched SKU was linked once, there or on its whole channel."""
    return Exists(
        ChannelSku.objects.filter(
            Q(storefront="") | Q(storefront=OuterRef("storefront")),
            channel=OuterRef("channel"),
            external_sku=OuterRef("external_sku"),
        )
    )


def _with_history(rows: QuerySet[UnmatchedSku]) -> QuerySet[UnmatchedSku]:
    return rows.select_related("channel").annotate(was_linked=had_link())


def _link(row: ChannelSku) -> LinkCard:
    return LinkCard(
        id=row.id,
        channel=row.channel.code,
        storefront=row.storefront,
        external_sku=row.external_sku,
        external_product_id=row.external_product_id,
        external_variant_id=row.external_variant_id,
        title=row.title,
        sku=row.variant.sku,
        variant_title=row.variant.title,
        state=LinkState(row.state),
        window=Window(row.valid_from, row.valid_to),
        linked_by=row.linked_by,
        updated_at=row.updated_at,
        scopes=scopes_of_link(row),
    )


def _unmatched_card(row: UnmatchedSku) -> UnmatchedCard:
    return UnmatchedCard(
        id=row.id,
        channel=row.channel.code,
        storefront=row.storefront,
        external_sku=row.external_sku,
        title=row.title,
        barcode=row.barcode,
        times=row.times,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        is_aside=row.ignored_at is not None,
        was_linked=row.was_linked,  # type: ignore[attr-defined] # annotated by _with_history
    )
