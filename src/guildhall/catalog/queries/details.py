"""One product in full: its options, its variants with all that is theirs, and what is stated."""

from uuid import UUID

from django.db.models import QuerySet

from guildhall.catalog.errors import ProductNotFound
from guildhall.catalog.models import Option, Product, Variant, VariantOption
from guildhall.catalog.queries.attributes import stated_of
from guildhall.catalog.queries.barcodes import barcodes_of, units_of
from guildhall.catalog.queries.bundles import part_cards
from guildhall.catalog.queries.goods import row_of
from guildhall.catalog.rules import grids
from guildhall.catalog.types import (
    Axis,
    BarcodeCard,
    PartCard,
    ProductDetail,
    UnitCard,
    VariantCard,
)


def get_product_detail(code: str) -> ProductDetail:
    """Return a product in full, in a constant number of statements.

    Refuses with ProductNotFound.
    """
    return _detail(Product.objects.filter(code=code), code)


def get_product_detail_by_id(product: UUID) -> ProductDetail:
    """Return a product in full. Refuses with ProductNotFound."""
    return _detail(Product.objects.filter(id=product), str(product))


def get_product_detail_of(variant: UUID) -> ProductDetail:
    """Return the product of a variant in full. Refuses with ProductNotFound."""
    return _detail(Product.objects.filter(variants=variant), str(variant))


def get_product_detail_of_sku(sku: str) -> ProductDetail:
    """Return the product of a variant in full. Refuses with ProductNotFound."""
    return _detail(Product.objects.filter(variants__sku=sku), sku)


def _detail(rows: QuerySet[Product], named: str) -> ProductDetail:
    row = rows.select_related("place").first()
    if row is None:
        raise ProductNotFound(sku=named)
    variants = list(Variant.objects.filter(product=row).order_by("position", "sku"))
    axes = _axes(row)
    cards = _Cards(row, variants)
    live = sum(variant.archived_at is None for variant in variants)
    return ProductDetail(
        row=row_of(row, live),
        description=row.description,
        options=axes,
        variants=tuple(cards.of(variant) for variant in variants),
        missing=max(0, grids.size_of([axis.values for axis in axes]) - len(variants)),
        stated=stated_of(row.id),
    )


class _Cards:
    """What belongs to the variants of one product, read once for all of them."""

    def __init__(self, product: Product, variants: list[Variant]) -> None:
        ids = [variant.id for variant in variants]
        self._places = _places(product)
        self._barcodes: dict[UUID, tuple[BarcodeCard, ...]] = barcodes_of(ids)
        self._units: dict[UUID, tuple[UnitCard, ...]] = units_of(ids)
        self._parts: dict[UUID, tuple[PartCard, ...]] = part_cards(product.id)

    def of(self, row: Variant) -> VariantCard:
        return VariantCard(
            id=row.id,
            sku=row.sku,
            title=row.title,
            unit=row.unit,
            options=self._places.get(row.id, ()),
            position=row.position,
            tracking=row.tracking,
            weight_grams=row.weight_grams or 0,
            is_active=row.is_active,
            archived_at=row.archived_at,
            updated_at=row.updated_at,
            barcodes=self._barcodes.get(row.id, ()),
            units=self._units.get(row.id, ()),
            parts=self._parts.get(row.id, ()),
        )


def _axes(product: Product) -> tuple[Axis, ...]:
    rows = Option.objects.filter(product=product).order_by(
        "position", "id", "values__position", "values__id"
    )
    found: dict[str, list[str]] = {}
    for name, value in rows.values_list("name", "values__value"):
        found.setdefault(name, []).extend([value] if value else [])
    return tuple(Axis(name, tuple(values)) for name, values in found.items())


def _places(product: Product) -> dict[UUID, tuple[tuple[str, str], ...]]:
    """Return where each variant stands on each axis, in the order of the axes."""
    rows = VariantOption.objects.filter(variant__product=product).order_by("option__position")
    found: dict[UUID, tuple[tuple[str, str], ...]] = {}
    for variant, option, value in rows.values_list("variant", "option__name", "value__value"):
        found[variant] = (*found.get(variant, ()), (option, value))
    return found
