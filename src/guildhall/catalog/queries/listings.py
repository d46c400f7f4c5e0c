"""Where products are shown."""

from collections.abc import Iterable

from django.db.models import Count

from guildhall.catalog.models import Listing, Price
from guildhall.catalog.types import ListingCard
from guildhall.organization.types import ChannelCard


def listings_of(code: str, *, channels: Iterable[ChannelCard]) -> tuple[ListingCard, ...]:
    """Return for each channel whether a product is shown there, in two statements."""
    rows = {row.channel_id: row for row in Listing.objects.filter(product__code=code)}
    priced = dict(
        Price.objects.filter(variant__product__code=code)
        .values_list("channel")
        .annotate(variants=Count("variant", distinct=True))
    )
    return tuple(
        ListingCard(
            channel=channel.code,
            name=channel.name,
            is_listed=channel.id in rows,
            is_published=rows[channel.id].is_published if channel.id in rows else True,
            published_from=rows[channel.id].published_from if channel.id in rows else None,
            variants_priced=priced.get(channel.id, 0),
            scopes=channel.scopes,
        )
        for channel in channels
    )
