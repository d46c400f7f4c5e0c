"""Product answers as bytes, cached for two seconds in this process.

A changed price or text shows within a second; what is left in stock is a hint that may be
two seconds old: placing an order decides.
"""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from guildhall.catalog.queries import EPOCH
from guildhall.kernel.cache import ScopedCache
from guildhall.kernel.epochs import epoch_of
from guildhall.kernel.http import stamp_of
from guildhall.organization.queries import get_site
from guildhall.organization.types import SiteCard
from public_site.storefront.queries import Offer, ProductFilter, get_offer, list_offers
from public_site.storefront.schemas import Amount, ProductOut, ProductPage, plain

FRESH = 2.0

type Answer = tuple[str, bytes]

_answers: ScopedCache[str, Answer] = ScopedCache(
    read_epoch=lambda: epoch_of(EPOCH), size=50_000, seconds=FRESH
)


def product(request: HttpRequest, sku: str, *, site: int) -> HttpResponse:
    """Answer with one product. Refuses with SiteNotFound, NotPermitted or ProductNotFound."""
    shown = _site_for(request, site)

    def load() -> Answer:
        offer = get_offer(sku, site=shown)
        return _sealed(_out(offer).model_dump_json().encode())

    return _cached(request, f"product:{site}:{sku}", load)


def product_page(
    request: HttpRequest, chosen: ProductFilter, *, site: int, cursor: str | None, limit: int
) -> HttpResponse:
    """Answer with a page of products. Refuses with SiteNotFound, NotPermitted or CursorInvalid."""
    shown = _site_for(request, site)

    def load() -> Answer:
        page = list_offers(chosen, site=shown, cursor=cursor, limit=limit)
        items = [_out(offer) for offer in page.items]
        out = ProductPage(items=items, next_cursor=page.next_cursor)
        return _sealed(out.model_dump_json().encode())

    return _cached(request, f"products:{site}:{chosen}:{cursor}:{limit}", load)


def _site_for(request: HttpRequest, number: int) -> SiteCard:
    """Return a site; whoever may see its catalogue shares its cached answers."""
    site = get_site(number)
    stamp_of(request).by.must("catalog:view", scope=site.channel.scopes)
    return site


def _cached(request: HttpRequest, key: str, load: Callable[[], Answer]) -> HttpResponse:
    etag, body = _answers.get(key, load)
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    headers = {"ETag": etag, "Cache-Control": "private, max-age=2"}
    return HttpResponse(body, content_type="application/json", headers=headers)


def _sealed(body: bytes) -> Answer:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"', body


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
