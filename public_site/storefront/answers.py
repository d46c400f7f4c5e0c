"""Product answers, sealed with an `ETag`. They are kept for a moment: see `recent`."""

from dataclasses import replace

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
    PictureOut,
    ProductOut,
    ProductPage,
    SiteAvailabilityOut,
    SiteAvailabilityPage,
    plain,
)


def product(request: HttpRequest, sku: str, *, site: int, locale: str = "") -> HttpResponse:
    """Answer with one product. Refuses with SiteNotFound, NotPermitted or ProductNotFound."""
    offer = get_offer(sku, site=_site_for(request, site, locale))
    return sealed(request, _out(offer), cache=CACHE_CONTROL)


def product_page(
    request: HttpRequest, chosen: ProductFilter, *, site: int, cursor: str | None, limit: int
) -> HttpResponse:
    """Answer with a page of products. Refuses with SiteNotFound, NotPermitted or CursorInvalid."""
    where = _site_for(request, site, chosen.locale)
    page = list_offers(chosen, site=where, cursor=cursor, limit=limit)
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


def _site_for(request: HttpRequest, number: int, locale: str = "") -> SiteCard:
    """Return a site; it speaks the language that was asked for, or its own."""
    site = get_site(number)
    stamp_of(request).by.must("catalog:view", scope=site.channel.scopes)
    return replace(site, locale=locale) if locale else site


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
        slug=card.slug,
        seo_title=card.seo_title,
        seo_description=card.seo_description,
        pictures=[PictureOut.of(picture) for picture in card.pictures],
    )
