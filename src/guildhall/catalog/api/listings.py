"""Where products are shown, for programs."""

from datetime import datetime
from typing import Self

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from guildhall.catalog import operations, queries
from guildhall.catalog.api.shapes import Strict
from guildhall.catalog.types import ListingCard
from guildhall.kernel.conditions import (
    CONDITIONAL,
    IF_MATCH,
    Moment,
    expected_of,
    sealed,
)
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.organization.queries import get_channel, list_channels

# What shops show is catalog:view; what is said of it in the office takes more.
READ, EDIT = "catalog:export", "catalog:edit"
router = Router(tags=["listings"])


class ListingOut(Schema):
    """Whether a product is shown on a channel. Without a price there, nothing of it is."""

    channel: str
    is_published: bool
    published_from: datetime | None
    variants_priced: int
    is_shown: bool

    @classmethod
    def of(cls, card: ListingCard, *, at: datetime) -> Self:
        return cls(
            channel=card.channel,
            is_published=card.is_published,
            published_from=card.published_from,
            variants_priced=card.variants_priced,
            is_shown=card.is_shown(at),
        )


class ListingsOut(Schema):
    items: list[ListingOut]


class PublicationIn(Strict):
    """From when a product is shown; without a moment, at once."""

    published_from: Moment | None = None


@router.get(
    "/{product}/listings", response=ListingsOut, auth=Needs(READ), operation_id="list_listings"
)
def list_listings(request: HttpRequest, product: str) -> ListingsOut:
    """Tell for each channel within the caller's reach whether a product is shown there."""
    stamp = stamp_of(request)
    queries.get_product_detail(product)
    reach = set(stamp.by.reach(READ))
    channels = [each for each in list_channels() if not reach or reach & set(each.scopes)]
    cards = queries.listings_of(product, channels=channels)
    return ListingsOut(items=[ListingOut.of(card, at=stamp.at) for card in cards])


@router.get(
    "/{product}/listings/{channel}",
    response=ListingOut,
    auth=Needs(READ),
    operation_id="get_listing",
    openapi_extra=CONDITIONAL,
)
def get_listing(request: HttpRequest, product: str, channel: str) -> HttpResponse:
    """Tell whether a product is shown on one channel."""
    stamp, there = stamp_of(request), get_channel(channel)
    stamp.by.must(READ, scope=there.scopes)
    queries.get_product_detail(product)
    (card,) = queries.listings_of(product, channels=[there])
    told = ListingOut.of(card, at=stamp.at)
    return sealed(request, told, version=card.version_at(stamp.at))


@router.post(
    "/{product}/listings/{channel}/publication",
    response={200: ListingOut},
    auth=Needs(EDIT),
    operation_id="publish_product",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def publish(
    request: HttpRequest, product: str, *, channel: str, body: PublicationIn
) -> ListingOut:
    """Show a product on a channel, from a moment on or at once."""
    stamp, there = stamp_of(request), get_channel(channel)
    operations.publish_product(
        product,
        channel=there,
        at=body.published_from,
        stamp=stamp,
        expected=expected_of(request),
    )
    (card,) = queries.listings_of(product, channels=[there])
    return ListingOut.of(card, at=stamp.at)


@router.post(
    "/{product}/listings/{channel}/withdrawal",
    response={200: ListingOut},
    auth=Needs(EDIT),
    operation_id="withdraw_product",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def withdraw(request: HttpRequest, product: str, channel: str) -> ListingOut:
    """Show a product no longer on a channel, nor sell it there, whatever price it has."""
    stamp, there = stamp_of(request), get_channel(channel)
    operations.withdraw_product(product, channel=there, stamp=stamp, expected=expected_of(request))
    (card,) = queries.listings_of(product, channels=[there])
    return ListingOut.of(card, at=stamp.at)
