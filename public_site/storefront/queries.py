"""What a storefront shows: products of the catalogue with what inventory has left of them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from guildhall.catalog import queries as catalog
from guildhall.catalog.states import ProductKind
from guildhall.catalog.types import GoneProduct, ProductCard
from guildhall.inventory import queries as inventory
from guildhall.inventory.types import Source
from guildhall.kernel.refusals import N_, Invalid
from guildhall.organization.types import SiteCard


@dataclass(frozen=True, slots=True)
class Offer:
    """A product and how much of it could be sold now. A hint: only placing an order decides."""

    product: ProductCard
    available: Decimal


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """What a list of products shows. Empty fields do not narrow it."""

    text: str = ""
    slug: str = ""
    locale: str = ""
    category: str = ""
    brand: str = ""
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offers:
    """A page of offers, and of what was sold here and is no more."""

    items: tuple[Offer, ...]
    next_cursor: str | None
    gone: tuple[GoneProduct, ...] = ()


def get_offer(sku: str, *, site: SiteCard) -> Offer:
    """Return one product of a site. Refuses with ProductNotFound."""
    return _offers((catalog.get_product(sku, site=site),), site)[0]


def list_offers(
    chosen: ProductFilter, *, site: SiteCard, cursor: str | None, limit: int
) -> Offers:
    """Return one page of a site's products. Refuses with CursorInvalid or Invalid."""
    if chosen.updated_since is not None:
        return _changed(chosen, chosen.updated_since, site=site, cursor=cursor, limit=limit)
    if chosen.slug:
        return Offers(_offers(catalog.products_by_slug(chosen.slug, site=site), site), None)
    page = catalog.list_products(
        site=site,
        text=chosen.text,
        category=chosen.category,
        brand=chosen.brand,
        cursor=cursor,
        limit=limit,
    )
    return Offers(_offers(page.items, site), page.next_cursor)


def _changed(
    chosen: ProductFilter, since: datetime, *, site: SiteCard, cursor: str | None, limit: int
) -> Offers:
    if chosen.text or chosen.slug or chosen.category or chosen.brand:
        raise Invalid(errors={"updated_since": N_("Ask for changes without another filter.")})
    page = catalog.list_changed_products(since, site=site, cursor=cursor, limit=limit)
    stand = tuple(each for each in page.items if isinstance(each, ProductCard))
    gone = tuple(each for each in page.items if isinstance(each, GoneProduct))
    return Offers(_offers(stand, site), page.next_cursor, gone)


def _offers(products: tuple[ProductCard, ...], site: SiteCard) -> tuple[Offer, ...]:
    left = inventory.available_with_bundles(
        [each.variant_id for each in products if each.kind != ProductKind.BUNDLE],
        [each.variant_id for each in products if each.kind == ProductKind.BUNDLE],
        source=Source(site.channel.id),
    )
    return tuple(Offer(each, left.get(each.variant_id, Decimal(0))) for each in products)
