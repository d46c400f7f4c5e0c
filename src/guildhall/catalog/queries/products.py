"""What storefronts show."""

from datetime import datetime

from django.db.models import Q, QuerySet

from guildhall.catalog.errors import ProductNotFound
from guildhall.catalog.models import Barcode, Product, SiteCopy, Variant
from guildhall.catalog.queries.prices import is_priced_on, prices_shown, was_priced_on
from guildhall.catalog.types import GoneProduct, ProductCard
from guildhall.kernel.money import Money
from guildhall.kernel.paging import Page, page_of
from guildhall.organization.types import SiteCard


def list_products(
    *,
    site: SiteCard,
    text: str = "",
    category: str = "",
    brand: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ProductCard]:
    """Return one page of what a site sells, newest change first. Refuses with CursorInvalid."""
    rows = _sold_on(site)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(sku=text))
    if category:
        rows = rows.filter(product__category=category)
    if brand:
        rows = rows.filter(product__brand=brand)
    page = page_of(rows, key=("updated_at", "id"), cursor=cursor, limit=limit, to=lambda row: row)
    return Page(_cards(page.items, site), page.next_cursor)


def list_changed_products(
    since: datetime, *, site: SiteCard, cursor: str | None = None, limit: int = 50
) -> Page[ProductCard | GoneProduct]:
    """Return one page of what changed since a moment, oldest change first.

    What is no longer sold is told as gone. Refuses with CursorInvalid.
    """
    changed = Q(updated_at__gte=since) | Q(product__updated_at__gte=since)
    rows = _ever_sold_on(site).filter(changed)
    page = page_of(
        rows,
        key=("updated_at", "id"),
        cursor=cursor,
        limit=limit,
        to=lambda row: row,
        newest_first=False,
    )
    sold = tuple(row for row in page.items if row.is_active and row.product.is_active)
    cards = {card.sku: card for card in _cards(sold, site)}
    return Page(tuple(cards.get(row.sku) or _gone(row) for row in page.items), page.next_cursor)


def get_product(sku: str, *, site: SiteCard) -> ProductCard:
    """Return one product as a site shows it. Refuses with ProductNotFound."""
    row = _sold_on(site).filter(sku=sku).first()
    cards = _cards((row,), site) if row else ()
    if not cards:
        raise ProductNotFound(sku=sku)
    return cards[0]


def count_products() -> int:
    """Return how many products there are, as a plan counts them: archived ones take no room."""
    return Product.objects.filter(archived_at__isnull=True).count()


def _sold_on(site: SiteCard) -> QuerySet[Variant]:
    return Variant.objects.select_related("product").filter(
        is_priced_on(site.channel), is_active=True, product__is_active=True
    )


def _gone(row: Variant) -> GoneProduct:
    return GoneProduct(row.sku, max(row.updated_at, row.product.updated_at))


def _ever_sold_on(site: SiteCard) -> QuerySet[Variant]:
    return Variant.objects.select_related("product").filter(was_priced_on(site.channel))


def _cards(rows: tuple[Variant, ...], site: SiteCard) -> tuple[ProductCard, ...]:
    ids = [row.id for row in rows]
    products = [row.product_id for row in rows]
    currency = site.channel.currency
    prices = prices_shown(ids, channel=site.channel, currency=currency)
    barcodes = dict(
        Barcode.objects.filter(variant__in=ids).order_by("-code").values_list("variant_id", "code")
    )
    copies = {
        copy.product_id: copy
        for copy in SiteCopy.objects.filter(product__in=products, site=site.id)
    }
    return tuple(
        _card(
            row,
            price=Money(prices[row.id], currency),
            barcode=barcodes.get(row.id, ""),
            copy=copies.get(row.product_id),
        )
        for row in rows
        if row.id in prices
    )


def _card(row: Variant, *, price: Money, barcode: str, copy: SiteCopy | None) -> ProductCard:
    product = row.product
    return ProductCard(
        variant_id=row.id,
        product_id=product.id,
        sku=row.sku,
        title=(copy.title if copy else "") or row.title,
        description=(copy.description if copy else "") or product.description,
        brand=product.brand,
        category=product.category,
        unit=row.unit,
        barcode=barcode,
        price=price,
        updated_at=max(row.updated_at, product.updated_at),
        kind=product.kind,
    )
