"""Taking back what a channel's SKU means: it never did (unlink), or no longer does (end)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from guildhall.catalog.errors import LinkInvalid, LinkNotFound
from guildhall.catalog.events import SkuLinkEnded, SkuUnlinked
from guildhall.catalog.models import ChannelSku, UnmatchedSku
from guildhall.catalog.operations.channel_skus import hold_links
from guildhall.catalog.queries.channel_skus import scopes_of_link
from guildhall.catalog.states import LinkState
from guildhall.catalog.types import version_of_link
from guildhall.kernel.changes import edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def unlink_sku(link: UUID, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Take away a link that is wrong: it never held, and no sync makes it again.

    Refuses with LinkNotFound, NotPermitted or ChangedMeanwhile.
    """
    row = _hold_link(link, stamp, expected)
    if row.state == LinkState.UNLINKED:
        return
    changes = edit(row, state=LinkState.UNLINKED.value)
    row.updated_at = stamp.at
    row.save(update_fields=["state", "updated_at"])
    _wait_for_somebody(row, stamp.at)

    record(
        SkuUnlinked(
            sku=row.variant.sku,
            channel=row.channel.code,
            storefront=row.storefront,
            external_sku=row.external_sku,
            stamp=stamp,
        ),
        changes=changes,
    )


@transaction.atomic
def end_link(
    link: UUID, *, at: datetime | None = None, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Let a link hold no longer than to a moment, or to now: the channel reuses its SKU.

    What was sold before keeps its meaning; no sync links the SKU again.
    Refuses with LinkNotFound, NotPermitted, ChangedMeanwhile or LinkInvalid.
    """
    row = _hold_link(link, stamp, expected)
    end = at or stamp.at
    if row.valid_to is not None and row.valid_to <= end:
        return
    if end <= row.valid_from:
        raise LinkInvalid(errors={"at": N_("A link cannot end before it begins.")})
    changes = edit(row, valid_to=end)
    row.updated_at = stamp.at
    row.save(update_fields=["valid_to", "updated_at"])

    record(
        SkuLinkEnded(
            sku=row.variant.sku,
            channel=row.channel.code,
            storefront=row.storefront,
            external_sku=row.external_sku,
            valid_to=end,
            stamp=stamp,
        ),
        changes=changes,
    )


def _wait_for_somebody(row: ChannelSku, at: datetime) -> None:
    """List an SKU that means nothing now, though nobody met it."""
    elsewhere = ChannelSku.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        channel=row.channel_id,
        external_sku=row.external_sku,
        storefront__in={row.storefront, ""},
        state=LinkState.LINKED,
        valid_from__lte=at,
    )
    if elsewhere.exists():
        return
    UnmatchedSku.objects.get_or_create(
        channel_id=row.channel_id,
        storefront=row.storefront,
        external_sku=row.external_sku,
        defaults={
            "title": row.title,
            "external_product_id": row.external_product_id,
            "external_variant_id": row.external_variant_id,
            "times": 0,
            "first_seen_at": at,
            "last_seen_at": at,
        },
    )


def _hold_link(link: UUID, stamp: Stamp, expected: Expected) -> ChannelSku:
    rows = ChannelSku.objects.select_related("variant", "channel__brand").filter(id=link)
    found = rows.first()
    if found is None:
        raise LinkNotFound
    stamp.by.must("catalog:edit", scope=scopes_of_link(found))
    hold_links(found.channel_id)
    row = rows.get()
    expected.must_be(version_of_link(row.updated_at))
    return row
