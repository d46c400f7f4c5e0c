"""What a storefront shows: products of the catalogue with what inventory has left of them."""

from dataclasses import dataclass
from decimal import Decimal

from guildhall.catalog import queries as catalog
from guildhall.catalog.types import ProductCard
from guildhall.inventory import queries as inventory
from guildhall.inventory.types import Source
from guildhall.kernel.paging import Page
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
    category: str = ""
    brand: str = ""


def get_offer(sku: str, *, site: SiteCard) -> Offer:
    """Return one product of a site. Refuses with ProductNotFound."""
    return _offers((catalog.get_product(sku, site=site),), site)[0]


def list_offers(
    chosen: ProductFilter, *, site: SiteCard, cursor: str | None, limit: int
) -> Page[Offer]:
    """Return one page of a site's products. Refuses with CursorInvalid."""
    page = catalog.list_products(
        site=site,
        text=chosen.text,
        category=chosen.category,
        brand=chosen.brand,
        cursor=cursor,
        limit=limit,
    )
    return Page(_offers(page.items, site), page.next_cursor)


def _offers(products: tuple[ProductCard, ...], site: SiteCard) -> tuple[Offer, ...]:
    left = inventory.available_for(
        [product.variant_id for product in products], source=Source(site.channel.id)
    )
    return tuple(Offer(each, left.get(each.variant_id, Decimal(0))) for each in products)
