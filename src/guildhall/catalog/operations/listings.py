"""Where products are shown, and from when."""

from datetime import datetime

from django.db import transaction

from guildhall.catalog.errors import GoodsArchived, ProductNotFound
from guildhall.catalog.events import ListingChanged
from guildhall.catalog.models import Listing, Product
from guildhall.catalog.operations.shelf import RIGHT, note_change
from guildhall.catalog.queries.listings import listings_of
from guildhall.kernel.changes import edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard


@transaction.atomic
def publish_product(
    code: str,
    *,
    channel: ChannelCard,
    at: datetime | None = None,
    stamp: Stamp,
    expected: Expected = WHATEVER,
) -> None:
    """Show a product on a channel, from a moment on or at once; a price it needs there, too.

    Refuses with NotPermitted, ProductNotFound, GoodsArchived or ChangedMeanwhile.
    """
    product = _lock(code, channel, stamp=stamp, expected=expected)
    _list(product, channel, published=True, at=at, stamp=stamp)


@transaction.atomic
def withdraw_product(
    code: str, *, channel: ChannelCard, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Show a product no longer on a channel, whatever price it has there.

    Refuses with NotPermitted, ProductNotFound, GoodsArchived or ChangedMeanwhile.
    """
    product = _lock(code, channel, stamp=stamp, expected=expected)
    _list(product, channel, published=False, at=None, stamp=stamp)


def _lock(code: str, channel: ChannelCard, *, stamp: Stamp, expected: Expected) -> Product:
    stamp.by.must(RIGHT, scope=channel.scopes)
    product = Product.objects.select_for_update().filter(code=code).first()
    if product is None:
        raise ProductNotFound(sku=code)
    if product.archived_at is not None:
        raise GoodsArchived(code=code)
    if expected != WHATEVER:
        (card,) = listings_of(code, channels=[channel])
        expected.must_be(card.version_at(stamp.at))
    return product


def _list(
    product: Product,
    channel: ChannelCard,
    *,
    published: bool,
    at: datetime | None,
    stamp: Stamp,
) -> None:
    row = Listing.objects.filter(product=product, channel=channel.id).first()
    # Until somebody says otherwise a product is shown wherever it has a price.
    row = row or Listing(product=product, channel_id=channel.id)
    changes = edit(row, is_published=published, published_from=at)
    if not changes:
        return
    row.updated_at = stamp.at
    row.save()
    note_change(product, stamp=stamp)

    record(
        ListingChanged(
            code=product.code,
            channel=channel.code,
            published=published,
            published_from=at,
            stamp=stamp,
        ),
        changes=changes,
    )
