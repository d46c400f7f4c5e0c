"""What can be asked about products."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from guildhall.catalog.errors import CurrencyNotSold, ProductNotFound, UnknownSku
from guildhall.catalog.models import Barcode, Price, Product, SiteCopy, Variant
from guildhall.catalog.types import GoneProduct, PricedVariant, ProductCard
from guildhall.kernel.money import Money
from guildhall.kernel.paging import Page, page_of
from guildhall.organization.types import ChannelCard, SiteCard

# Moved by every operation that changes what a storefront shows.
EPOCH = "catalog"

# By hand, since every order waits for it: docs/decisions/0008.
_PRICES = """
SELECT variant.id, variant.sku, variant.title, variant.unit, price.amount, product.tax_rate
FROM catalog_variant AS variant
JOIN catalog_product AS product ON product.id = variant.product_id
JOIN catalog_price AS price ON price.variant_id = variant.id
WHERE variant.sku = ANY(%s) AND price.channel_id = %s AND price.currency = %s
  AND variant.is_active AND product.is_active
"""


def price_variants(
    skus: Iterable[str], *, channel: ChannelCard, currency: str
) -> dict[str, PricedVariant]:
    """Return every asked variant with its price on a channel, in one statement.

    Refuses with CurrencyNotSold, or with UnknownSku naming each line that has none.
    """
    if currency != channel.currency:
        raise CurrencyNotSold(
            currency=channel.currency,
            asked=currency,
            errors={"currency": "Use the currency of the channel."},
        )
    asked = list(skus)
    with connection.cursor() as cursor:
        cursor.execute(_PRICES, [asked, channel.id, currency])
        rows = cursor.fetchall()
    found = {
        sku: PricedVariant(variant, sku, title, unit, Money(amount, currency), tax)
        for variant, sku, title, unit, amount, tax in rows
    }
    missing = {f"lines.{i}.sku": "Not sold here." for i, s in enumerate(asked) if s not in found}
    if missing:
        unknown = next(sku for sku in asked if sku not in found)
        raise UnknownSku(sku=unknown, errors=missing)
    return found


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
    rows = _priced_on(site).filter(changed)
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
    if row is None:
        raise ProductNotFound(sku=sku)
    return _cards((row,), site)[0]


def variant_ids(skus: Iterable[str]) -> dict[str, UUID]:
    """Return the ids of the variants with these SKUs; unknown ones are left out."""
    return dict(Variant.objects.filter(sku__in=list(skus)).values_list("sku", "id"))


def titles_of(variants: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return (sku, title) of each variant."""
    rows = Variant.objects.filter(id__in=list(variants)).values_list("id", "sku", "title")
    return {key: (sku, title) for key, sku, title in rows}


def count_products() -> int:
    """Return how many products there are, as a plan counts them."""
    return Product.objects.count()


def find_variants(text: str) -> QuerySet[Variant, UUID]:
    """Return the ids of variants whose SKU, title or barcode matches, for another query's use."""
    barcodes = Barcode.objects.filter(code=text).values("variant")
    match = Q(sku__iexact=text) | Q(title__icontains=text) | Q(id__in=barcodes)
    return Variant.objects.filter(match).values_list("id", flat=True)


def _sold_on(site: SiteCard) -> QuerySet[Variant]:
    return _priced_on(site).filter(is_active=True, product__is_active=True)


def _gone(row: Variant) -> GoneProduct:
    return GoneProduct(row.sku, max(row.updated_at, row.product.updated_at))


def _priced_on(site: SiteCard) -> QuerySet[Variant]:
    return Variant.objects.select_related("product").filter(
        prices__channel_id=site.channel.id,
        prices__currency=site.channel.currency,
    )


def _cards(rows: tuple[Variant, ...], site: SiteCard) -> tuple[ProductCard, ...]:
    ids = [row.id for row in rows]
    products = [row.product_id for row in rows]
    currency = site.channel.currency
    prices = dict(
        Price.objects.filter(
            variant__in=ids, channel_id=site.channel.id, currency=currency
        ).values_list("variant_id", "amount")
    )
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
    )
