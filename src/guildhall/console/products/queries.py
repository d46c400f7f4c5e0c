"""Each page of products as one read model, in a constant number of statements."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.catalog.errors import CategoryNotFound
from guildhall.catalog.queries import (
    category_choices,
    count_catalog,
    find_barcode,
    get_product_detail_by_id,
    get_product_detail_of,
    list_attributes,
    list_catalog,
    list_categories,
    scopes_of_product,
)
from guildhall.catalog.types import (
    AttributeCard,
    BarcodeCard,
    CategoryCard,
    ProductDetail,
    ProductFilter,
    ProductRow,
    Stated,
    VariantCard,
)
from guildhall.console.products.words import PACKAGINGS, TYPES, entries_of
from guildhall.console.shell.navigation import Text
from guildhall.console.shell.parts import Entry
from guildhall.identity.queries import names_of
from guildhall.kernel.facts import FactFilter, list_facts
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import Actor

type Choices = tuple[tuple[str, str], ...]
type TypedAttributes = tuple[tuple[AttributeCard, Text], ...]

RECENT = 12


@dataclass(frozen=True, slots=True)
class ProductList:
    """A page of products; `count` ends at 10,001."""

    page: Page[ProductRow]
    count: int
    categories: Choices
    can_edit: bool


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product with its history, and what this person can do with it."""

    detail: ProductDetail
    entries: tuple[Entry, ...]
    categories: Choices
    can_edit: bool

    @property
    def row(self) -> ProductRow:
        return self.detail.row

    @property
    def is_open(self) -> bool:
        """Whether there is something to fill in: an archived product is only looked at."""
        return self.can_edit and self.row.archived_at is None

    @property
    def live(self) -> tuple[VariantCard, ...]:
        return tuple(each for each in self.detail.variants if each.archived_at is None)

    @property
    def archived(self) -> tuple[VariantCard, ...]:
        return tuple(each for each in self.detail.variants if each.archived_at is not None)

    @property
    def stated(self) -> tuple[Stated, ...]:
        return tuple(each for each in self.detail.stated if not each.sku)

    @property
    def lacking(self) -> int:
        return sum(each.is_missing for each in self.detail.stated)


@dataclass(frozen=True, slots=True)
class VariantPage:
    """A variant with what scanners and scales know of it."""

    detail: ProductDetail
    variant: VariantCard
    can_edit: bool

    @property
    def is_open(self) -> bool:
        live = self.variant.archived_at is None and self.detail.row.archived_at is None
        return self.can_edit and live

    @property
    def barcodes(self) -> tuple[tuple[BarcodeCard, Text], ...]:
        """Its barcodes, each with the words of its package."""
        return tuple((each, PACKAGINGS[each.packaging]) for each in self.variant.barcodes)

    @property
    def is_bundle(self) -> bool:
        return self.detail.row.kind == "bundle"

    @property
    def stated(self) -> tuple[Stated, ...]:
        return tuple(each for each in self.detail.stated if each.sku == self.variant.sku)


def get_product_list(chosen: ProductFilter, *, cursor: str | None, actor: Actor) -> ProductList:
    """Return one page of products, latest change first. Refuses with CursorInvalid."""
    return ProductList(
        page=list_catalog(chosen, cursor=cursor),
        count=count_catalog(chosen),
        categories=category_choices(),
        can_edit=actor.may("catalog:edit"),
    )


def get_product_page(product: UUID, *, actor: Actor) -> ProductPage:
    """Return a product in full. Refuses with ProductNotFound or NotPermitted."""
    detail = get_product_detail_by_id(product)
    _must_see(detail, actor)
    about = FactFilter(subject=f"product:{detail.row.code}")
    history = list_facts(about, cursor=None, limit=RECENT).items
    return ProductPage(
        detail=detail,
        entries=entries_of(history, names_of(row.actor_name for row in history)),
        categories=category_choices(),
        can_edit=actor.may("catalog:edit"),
    )


def get_variant_page(variant: UUID, *, actor: Actor) -> VariantPage:
    """Return a variant in full. Refuses with ProductNotFound or NotPermitted."""
    detail = get_product_detail_of(variant)
    _must_see(detail, actor)
    card = next(each for each in detail.variants if each.id == variant)
    return VariantPage(detail, card, can_edit=actor.may("catalog:edit"))


@dataclass(frozen=True, slots=True)
class TreePage:
    """The tree of goods."""

    categories: tuple[CategoryCard, ...]
    can_edit: bool

    @property
    def choices(self) -> Choices:
        return tuple((each.code, "— " * each.depth + each.title) for each in self.categories)


@dataclass(frozen=True, slots=True)
class CategoryPage:
    """One place in the tree, and where else it could lie."""

    category: CategoryCard
    choices: Choices
    can_edit: bool

    @property
    def is_empty(self) -> bool:
        held = self.category
        return not (held.children or held.below or held.attributes)


@dataclass(frozen=True, slots=True)
class AttributesPage:
    """The attributes that can be stated, and those that were archived."""

    attributes: TypedAttributes
    archived: TypedAttributes
    can_edit: bool


def get_tree(*, actor: Actor) -> TreePage:
    scopes = actor.reach("catalog:view")
    return TreePage(list_categories(scopes=scopes), can_edit=actor.may("catalog:edit"))


def get_category_page(code: str, *, actor: Actor) -> CategoryPage:
    """Return a category, and all that do not lie below it. Refuses with CategoryNotFound."""
    tree = get_tree(actor=actor)
    card = next((each for each in tree.categories if each.code == code), None)
    if card is None:
        raise CategoryNotFound(code=code)
    apart = tuple(each for each in tree.categories if not each.path.startswith(card.path))
    return CategoryPage(card, TreePage(apart, tree.can_edit).choices, tree.can_edit)


def get_attributes(*, actor: Actor) -> AttributesPage:
    return AttributesPage(
        attributes=_typed(list_attributes()),
        archived=_typed(list_attributes(archived=True)),
        can_edit=actor.may("catalog:edit"),
    )


def _typed(cards: tuple[AttributeCard, ...]) -> TypedAttributes:
    return tuple((card, TYPES[card.type]) for card in cards)


def _must_see(detail: ProductDetail, actor: Actor) -> None:
    """Refuse with NotPermitted where the product is out of this person's reach."""
    if not actor.may("catalog:view"):
        actor.must("catalog:view", scope=scopes_of_product(detail.row.id))


def sku_scanned(text: str) -> str:
    """Return the SKU that a scanned barcode belongs to, or the text itself."""
    found = find_barcode(text)
    return found[0] if found else text
