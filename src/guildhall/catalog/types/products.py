"""What others may see of products."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.catalog.states import ProductKind
from guildhall.catalog.types.media import ShownPicture
from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class NewProduct:
    """One product with one variant, as a feed brings it.

    `category` is the titles on the way through the tree: "Food > Fruit". Where it is empty, the
    product stays where it lies.
    """

    sku: str
    title: str
    brand: str
    category: str
    price: Money
    barcode: str = ""
    unit: str = "each"
    description: str = ""


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product as a shopper sees it, priced on one channel, with the copy of one site."""

    variant_id: UUID
    product_id: UUID
    sku: str
    title: str
    description: str
    brand: str
    category: str
    unit: str
    barcode: str
    price: Money
    updated_at: datetime
    kind: str = ProductKind.GOODS
    slug: str = ""
    seo_title: str = ""
    seo_description: str = ""
    pictures: tuple[ShownPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class GoneProduct:
    """A product that is no longer sold: what follows the catalogue drops it."""

    sku: str
    updated_at: datetime
