"""Saying what a channel's SKU means: by hand, one at a time, and taking it back.

Whatever changes the links of a channel holds the channel's links by name until it commits, so
that nobody notes a SKU as unmatched while somebody else maps it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from guildhall.catalog.errors import (
    LinkInvalid,
    LinkTaken,
    ProductNotFound,
    UnmatchedNotFound,
)
from guildhall.catalog.events import SkuLinked, UnmatchedSetAside
from guildhall.catalog.models import ChannelSku, UnmatchedSku, Variant
from guildhall.catalog.queries.channel_skus import scopes_of_link
from guildhall.catalog.rules.links import free_window, overlaps
from guildhall.catalog.states import LinkState
from guildhall.catalog.types import NewLink, Window
from guildhall.kernel.changes import edit
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard

LONGEST = 120
LONGEST_STOREFRONT = 80
SKU_FORM = N_("Write an SKU of at most 120 characters.")
STOREFRONT_FORM = N_("Write at most 80 characters.")
DETAILS = ("external_product_id", "external_variant_id", "title")


@transaction.atomic
def link_sku(sku: str, *, channel: ChannelCard, link: NewLink, stamp: Stamp) -> UUID:
    """Say that a channel's SKU means a variant, and return the link.

    A person may do so also for what was unlinked before; a sync may not (`sync_listings`).
    Refuses with NotPermitted, LinkInvalid, ProductNotFound or LinkTaken.
    """
    stamp.by.must("catalog:edit", scope=channel.scopes)
    _check(link)
    hold_links(channel.id)
    return _link(sku, link, channel=channel.id, code=channel.code, around=stamp.at, stamp=stamp)


@transaction.atomic
def map_unmatched(unmatched: UUID, *, sku: str, stamp: Stamp) -> UUID:
    """Say what an unmatched SKU means, from before it was first met on, and return the link.

    Refuses with UnmatchedNotFound, NotPermitted, ProductNotFound or LinkTaken.
    """
    row = _hold_unmatched(unmatched, stamp)
    link = NewLink(
        external_sku=row.external_sku,
        storefront=row.storefront,
        external_product_id=row.external_product_id,
        external_variant_id=row.external_variant_id,
        title=row.title,
    )
    return _link(
        sku,
        link,
        channel=row.channel_id,
        code=row.channel.code,
        around=row.first_seen_at,
        stamp=stamp,
    )


@transaction.atomic
def set_unmatched_aside(unmatched: UUID, *, aside: bool, stamp: Stamp) -> None:
    """Say that an unmatched SKU is none of ours, or take that back.

    Refuses with UnmatchedNotFound or NotPermitted.
    """
    row = _hold_unmatched(unmatched, stamp)
    if aside == (row.ignored_at is not None):
        return
    row.ignored_at = stamp.at if aside else None
    row.save(update_fields=["ignored_at"])

    record(
        UnmatchedSetAside(
            channel=row.channel.code,
            storefront=row.storefront,
            external_sku=row.external_sku,
            aside=aside,
            stamp=stamp,
        )
    )


def hold_links(channel: UUID) -> None:
    """Keep everybody else from changing what a channel's SKUs mean until this commits."""
    lock_name(f"links:{channel}")


def _settle(link: ChannelSku) -> None:
    """Take an SKU that now means something off the list of those that mean nothing.

    A link of the whole channel also settles what its storefronts have met.
    """
    met = UnmatchedSku.objects.filter(channel=link.channel_id, external_sku=link.external_sku)
    if link.storefront:
        met = met.filter(storefront=link.storefront)
    met = met.filter(last_seen_at__gte=link.valid_from)
    if link.valid_to is not None:
        met = met.filter(last_seen_at__lt=link.valid_to)
    met.filter(first_seen_at__gte=link.valid_from).delete()
    # Met before the link holds, too: that part still means nothing.
    met.update(last_seen_at=F("first_seen_at"))


def _link(
    sku: str, link: NewLink, *, channel: UUID, code: str, around: datetime, stamp: Stamp
) -> UUID:
    variant = _called(sku)
    others = ChannelSku.objects.select_related("variant").filter(
        channel=channel,
        storefront=link.storefront,
        external_sku=link.external_sku,
        state=LinkState.LINKED,
    )
    row = _placed(variant, link, list(others), around=around)
    details = {name: getattr(link, name) for name in DETAILS if getattr(link, name)}
    changes = edit(row, **details)
    if row.linked_by and not changes:
        return row.id
    row.channel_id = channel
    row.linked_by = row.linked_by or stamp.by.name
    row.updated_at = stamp.at
    row.save()
    _settle(row)

    record(
        SkuLinked(
            sku=variant.sku,
            channel=code,
            storefront=link.storefront,
            external_sku=link.external_sku,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            stamp=stamp,
        ),
        changes=changes,
    )
    return row.id


def _called(code: str) -> Variant:
    """Return the variant with an SKU, or else with a barcode: a scanner fills the same field."""
    variant = Variant.objects.filter(sku=code).first()
    variant = variant or Variant.objects.filter(barcodes__code=code).first()
    if variant is None:
        raise ProductNotFound(sku=code)
    return variant


def _placed(
    variant: Variant, link: NewLink, others: list[ChannelSku], *, around: datetime
) -> ChannelSku:
    """Return the link that says so already, or a new one for when nothing else is called so."""
    windows = {row: Window(row.valid_from, row.valid_to) for row in others}
    if link.valid_from is None:
        within = free_window(around, windows.values())
        asked = within and Window(within.start, link.valid_to or within.end)
        met = [row for row, held in windows.items() if held.covers(around)]
    else:
        asked = Window(link.valid_from, link.valid_to)
        met = [row for row, held in windows.items() if overlaps(held, asked)]
    same = [row for row in met if row.variant_id == variant.id and asked in {None, windows[row]}]
    if same:
        return same[0]
    if asked is None or any(overlaps(held, asked) for held in windows.values()):
        taken = met or others
        raise LinkTaken(external_sku=link.external_sku, sku=taken[0].variant.sku)
    return ChannelSku(
        variant=variant,
        storefront=link.storefront,
        external_sku=link.external_sku,
        valid_from=asked.start,
        valid_to=asked.end,
    )


def _hold_unmatched(unmatched: UUID, stamp: Stamp) -> UnmatchedSku:
    rows = UnmatchedSku.objects.select_related("channel__brand").filter(id=unmatched)
    found = rows.first()
    if found is None:
        raise UnmatchedNotFound
    stamp.by.must("catalog:edit", scope=scopes_of_link(found))
    hold_links(found.channel_id)
    row = rows.first()
    if row is None:
        raise UnmatchedNotFound
    return row


def _check(link: NewLink) -> None:
    wrong: dict[str, str] = {}
    if not link.external_sku.strip() or len(link.external_sku) > LONGEST:
        wrong["external_sku"] = SKU_FORM
    if len(link.storefront) > LONGEST_STOREFRONT:
        wrong["storefront"] = STOREFRONT_FORM
    if link.valid_to is not None and link.valid_from is None:
        wrong["valid_from"] = N_("Say from when on, too.")
    elif link.valid_from and link.valid_to and link.valid_to <= link.valid_from:
        wrong["valid_to"] = N_("A link cannot end before it begins.")
    if wrong:
        raise LinkInvalid(errors=wrong)
