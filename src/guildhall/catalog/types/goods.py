"""Products as those who look after them see them: what is drafted, edited, listed and shown."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.catalog.states import Packaging, ProductKind, Tracking
from guildhall.catalog.types.attributes import Stated

EACH = "each"


def version_of(product: UUID, updated_at: datetime) -> str:
    """Return the name of a product's present state: every change gives it another one."""
    return f"{product.hex[-12:]}-{updated_at:%Y%m%d%H%M%S%f}"


@dataclass(frozen=True, slots=True)
class Axis:
    """An option along which variants differ, and its values, in the order in which they show."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """A variant that somebody adds; `options` says where it stands on each axis."""

    sku: str
    title: str = ""
    unit: str = EACH
    options: tuple[tuple[str, str], ...] = ()
    weight_grams: int = 0
    tracking: Tracking = Tracking.NONE


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product that somebody adds. Without axes it gets one variant, with its own code as SKU.

    With axes it gets a variant for each combination of their values.
    """

    code: str
    title: str
    description: str = ""
    brand: str = ""
    category: str = ""
    kind: ProductKind = ProductKind.GOODS
    unit: str = EACH
    options: tuple[Axis, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductEdit:
    """What is to be changed of a product: None leaves a field as it is."""

    title: str | None = None
    description: str | None = None
    brand: str | None = None
    category: str | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True)
class VariantEdit:
    """What is to be changed of a variant: None leaves a field as it is, a weight of 0 is none."""

    title: str | None = None
    weight_grams: int | None = None
    tracking: Tracking | None = None
    position: int | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """What a list of products shows. Empty fields do not narrow it.

    `category` is the code of a place in the tree, and means all below it as well; `state` is
    empty for what is not archived, or `on_sale`, `off_sale`, `archived`, `all`; `scopes` is the
    reach of whoever asks.
    """

    text: str = ""
    category: str = ""
    brand: str = ""
    kind: str = ""
    state: str = ""
    updated_since: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product in a list. `variants` counts those that are not archived."""

    id: UUID
    code: str
    title: str
    brand: str
    category: str
    category_title: str
    kind: str
    variants: int
    is_active: bool
    archived_at: datetime | None
    updated_at: datetime

    @property
    def version(self) -> str:
        return version_of(self.id, self.updated_at)

    @property
    def state(self) -> str:
        if self.archived_at is not None:
            return "archived"
        return "on_sale" if self.is_active else "off_sale"


@dataclass(frozen=True, slots=True)
class BarcodeCard:
    """What a scanner reads: one unit, or a package of `factor` base units."""

    code: str
    packaging: Packaging
    factor: Decimal
    is_legacy: bool


@dataclass(frozen=True, slots=True)
class UnitCard:
    """Another unit of a variant: one of it is `factor` base units."""

    unit: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class PartCard:
    """A component of a bundle, and its weight in sharing the revenue."""

    variant_id: UUID
    sku: str
    title: str
    quantity: Decimal
    weight: Decimal
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class VariantCard:
    """A variant in full."""

    id: UUID
    sku: str
    title: str
    unit: str
    options: tuple[tuple[str, str], ...]
    position: int
    tracking: str
    weight_grams: int
    is_active: bool
    archived_at: datetime | None
    updated_at: datetime
    barcodes: tuple[BarcodeCard, ...] = ()
    units: tuple[UnitCard, ...] = ()
    parts: tuple[PartCard, ...] = ()

    @property
    def state(self) -> str:
        if self.archived_at is not None:
            return "archived"
        return "on_sale" if self.is_active else "off_sale"


@dataclass(frozen=True, slots=True)
class ProductDetail:
    """A product in full; `missing` counts the combinations of its options without a variant."""

    row: ProductRow
    description: str
    options: tuple[Axis, ...]
    variants: tuple[VariantCard, ...]
    missing: int
    stated: tuple[Stated, ...] = ()
