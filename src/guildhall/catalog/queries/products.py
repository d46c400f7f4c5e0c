"""What storefronts show."""

from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from guildhall.catalog.errors import ProductNotFound
from guildhall.catalog.models import Barcode, Category, Listing, Product, Variant
from guildhall.catalog.queries.copies import products_at, shown_copies
from guildhall.catalog.queries.media import shown_pictures
from guildhall.catalog.queries.prices import is_priced_on, prices_shown, was_priced_on
from guildhall.catalog.rules.copies import variant_title
from guildhall.catalog.types import CopyText, GoneProduct, ProductCard, ShownPicture
from guildhall.kernel.money import Money
from guildhall.kernel.paging import Page, page_of
from guildhall.organization.types import SiteCard

MOST = 200


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
        rows = rows.filter(_lies_in(category))
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
    opened = _listed_on(site).filter(published_from__gte=since, published_from__lte=Now())
    changed = Q(updated_at__gte=since) | Q(product__updated_at__gte=since) | Exists(opened)
    rows = _ever_sold_on(site).filter(changed)
    page = page_of(
        rows,
        key=("updated_at", "id"),
        cursor=cursor,
        limit=limit,
        to=lambda row: row,
        newest_first=False,
    )
    sold = tuple(row for row in page.items if _is_sold(row))
    cards = {card.sku: card for card in _cards(sold, site)}
    return Page(tuple(cards.get(row.sku) or _gone(row) for row in page.items), page.next_cursor)


def get_product(sku: str, *, site: SiteCard) -> ProductCard:
    """Return one product as a site shows it. Refuses with ProductNotFound."""
    row = _sold_on(site).filter(sku=sku).first()
    cards = _cards((row,), site) if row else ()
    if not cards:
        raise ProductNotFound(sku=sku)
    return cards[0]


def products_by_slug(slug: str, *, site: SiteCard) -> tuple[ProductCard, ...]:
    """Return the variants of the product that has this address on a site, in its language."""
    there = products_at(slug, site=site.id, locale=site.locale)
    rows = tuple(_sold_on(site).filter(product__in=there).order_by("position", "sku")[:MOST])
    return tuple(card for card in _cards(rows, site) if card.slug == slug)


def count_products() -> int:
    """Return how many products there are, as a plan counts them: archived ones take no room."""
    return Product.objects.filter(archived_at__isnull=True).count()


def _sold_on(site: SiteCard) -> QuerySet[Variant]:
    return Variant.objects.select_related("product__place").filter(
        is_priced_on(site.channel),
        ~Exists(_closed_on(site)),
        is_active=True,
        product__is_active=True,
    )


def _is_sold(row: Variant) -> bool:
    unlisted: bool = row.is_unlisted  # type: ignore[attr-defined] # annotated by _ever_sold_on
    return row.is_active and row.product.is_active and not unlisted


def _gone(row: Variant) -> GoneProduct:
    return GoneProduct(row.sku, max(row.updated_at, row.product.updated_at))


def _ever_sold_on(site: SiteCard) -> QuerySet[Variant]:
    """Return what has, had or will have a price; `is_unlisted` where it is not shown now."""
    return (
        Variant.objects.select_related("product__place")
        .filter(was_priced_on(site.channel))
        .annotate(is_unlisted=Exists(_closed_on(site)))
    )


def _lies_in(category: str) -> Q:
    """Return the condition that a product lies in a category, by title or code, or below it."""
    chosen = Category.objects.filter(Q(title=category) | Q(code=category))
    lower = ExpressionWrapper(OuterRef("path"), CharField())
    above = chosen.annotate(lower=lower).filter(lower__startswith=F("path"))
    below = Category.objects.filter(Exists(above))
    return Q(product__place__in=below)


def _closed_on(site: SiteCard) -> QuerySet[Listing]:
    return _listed_on(site).filter(Q(is_published=False) | Q(published_from__gt=Now()))


def _listed_on(site: SiteCard) -> QuerySet[Listing]:
    return Listing.objects.filter(product=OuterRef("product"), channel=site.channel.id)


def _cards(rows: tuple[Variant, ...], site: SiteCard) -> tuple[ProductCard, ...]:
    ids = [row.id for row in rows]
    products = [row.product_id for row in rows]
    currency = site.channel.currency
    prices = prices_shown(ids, channel=site.channel, currency=currency)
    barcodes = dict(
        Barcode.objects.filter(variant__in=ids).order_by("-code").values_list("variant_id", "code")
    )
    copies = shown_copies(products, site=site.id, locale=site.locale)
    pictures = shown_pictures(products, locale=site.locale)
    return tuple(
        _card(
            row,
            price=Money(prices[row.id], currency),
            barcode=barcodes.get(row.id, ""),
            copy=copies[row.product_id].text if row.product_id in copies else CopyText(),
            pictures=_pictures_of(row, pictures),
        )
        for row in rows
        if row.id in prices
    )


def _card(
    row: Variant,
    *,
    price: Money,
    barcode: str,
    copy: CopyText,
    pictures: tuple[ShownPicture, ...],
) -> ProductCard:
    product = row.product
    return ProductCard(
        variant_id=row.id,
        product_id=product.id,
        sku=row.sku,
        title=variant_title(row.title, product=product.title, copy=copy.title),
        description=copy.description or product.description,
        brand=product.brand,
        category=product.place.title if product.place else "",
        unit=row.unit,
        barcode=barcode,
        price=price,
        updated_at=max(row.updated_at, product.updated_at),
        kind=product.kind,
        slug=copy.slug,
        seo_title=copy.seo_title,
        seo_description=copy.seo_description,
        pictures=pictures,
    )


def _pictures_of(
    row: Variant, pictures: dict[UUID, tuple[ShownPicture, ...]]
) -> tuple[ShownPicture, ...]:
    """Return what shows a variant, or its product in common; its own come first."""
    shown = pictures.get(row.product_id, ())
    own = tuple(each for each in shown if each.variant_id == row.id)
    return (*own, *(each for each in shown if each.variant_id is None))
