"""Product answers, sealed with an `ETag`. They are kept for a moment: see `recent`."""

from django.http import HttpRequest, HttpResponse

from guildhall.inventory.queries import list_availability
from guildhall.kernel.conditions import sealed
from guildhall.kernel.http import stamp_of
from guildhall.organization.queries import get_site, get_store
from guildhall.organization.types import SiteCard
from public_site.storefront.queries import Offer, ProductFilter, get_offer, list_offers
from public_site.storefront.recent import CACHE_CONTROL
from public_site.storefront.schemas import (
    Amount,
    GoneOut,
    ProductOut,
    ProductPage,
    SiteAvailabilityOut,
    SiteAvailabilityPage,
    plain,
)


def product(request: HttpRequest, sku: str, *, site: int) -> HttpResponse:
    """Answer with one product. Refuses with SiteNotFound, NotPermitted or ProductNotFound."""
    offer = get_offer(sku, site=_site_for(request, site))
    return sealed(request, _out(offer), cache=CACHE_CONTROL)


def product_page(
    request: HttpRequest, chosen: ProductFilter, *, site: int, cursor: str | None, limit: int
) -> HttpResponse:
    """Answer with a page of products. Refuses with SiteNotFound, NotPermitted or CursorInvalid."""
    page = list_offers(chosen, site=_site_for(request, site), cursor=cursor, limit=limit)
    items = [_out(offer) for offer in page.items]
    gone = [GoneOut(sku=each.sku, updated_at=each.updated_at) for each in page.gone]
    told = ProductPage(items=items, gone=gone, next_cursor=page.next_cursor)
    return sealed(request, told, cache=CACHE_CONTROL)


def availability(
    request: HttpRequest, skus: str, *, site: int, pickup_store: str | None
) -> SiteAvailabilityPage:
    """Answer with what is left. Refuses with SiteNotFound, StoreNotFound or NotPermitted."""
    channel = _site_for(request, site).channel
    found = list_availability(
        [sku.strip() for sku in skus.split(",")],
        channel=channel,
        store_id=get_store(pickup_store).id if pickup_store else None,
        day=stamp_of(request).at.date(),
    )
    return SiteAvailabilityPage(items=[SiteAvailabilityOut.of(each) for each in found])


def _site_for(request: HttpRequest, number: int) -> SiteCard:
    site = get_site(number)
    stamp_of(request).by.must("catalog:view", scope=site.channel.scopes)
    return site


def _out(offer: Offer) -> ProductOut:
    card = offer.product
    return ProductOut(
        sku=card.sku,
        title=card.title,
        description=card.description,
        brand=card.brand,
        category=card.category,
        unit=card.unit,
        barcode=card.barcode,
        price=Amount.of(card.price),
        available=plain(offer.available),
        updated_at=card.updated_at,
    )
