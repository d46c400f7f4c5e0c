"""What of products goes over the wire."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from guildhall.catalog.states import Packaging, ProductKind, Tracking
from guildhall.catalog.types import (
    Axis,
    BarcodeCard,
    PartCard,
    ProductDetail,
    ProductRow,
    Stated,
    VariantCard,
)

# No control characters: PostgreSQL refuses NUL, and no product is called by a bell.
PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Text = Annotated[str, StringConstraints(pattern=PLAIN, max_length=200)]
LongText = Annotated[str, StringConstraints(pattern=PLAIN, max_length=20_000)]
Code = Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=64)]
Measure = Annotated[Decimal, Field(max_digits=14, decimal_places=3)]
Kind = Literal[ProductKind.GOODS, ProductKind.BUNDLE]


class Strict(Schema):
    """A body: unknown fields are named, not ignored."""

    model_config = ConfigDict(extra="forbid")


class OptionIn(Strict):
    name: Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=60)]
    values: Annotated[
        list[Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=60)]],
        Field(min_length=1, max_length=1_000),
    ]

    def axis(self) -> Axis:
        return Axis(self.name, tuple(self.values))


class OptionOut(Schema):
    name: str
    values: list[str]


class BarcodeOut(Schema):
    code: str
    packaging: Packaging
    factor: str
    is_legacy: bool

    @classmethod
    def of(cls, card: BarcodeCard) -> Self:
        return cls(
            code=card.code,
            packaging=card.packaging,
            factor=plain(card.factor),
            is_legacy=card.is_legacy,
        )


class UnitOut(Schema):
    unit: str
    factor: str


class BundlePartOut(Schema):
    sku: str
    title: str
    quantity: str
    weight: str

    @classmethod
    def of(cls, card: PartCard) -> Self:
        return cls(
            sku=card.sku,
            title=card.title,
            quantity=plain(card.quantity),
            weight=plain(card.weight),
        )


class VariantOut(Schema):
    sku: str
    title: str
    unit: str
    options: dict[str, str]
    tracking: Tracking
    weight_grams: int | None
    position: int
    is_active: bool
    archived_at: datetime | None
    updated_at: datetime
    barcodes: list[BarcodeOut]
    units: list[UnitOut]
    parts: list[BundlePartOut]
    attributes: dict[str, list[str]]

    @classmethod
    def of(cls, card: VariantCard, stated: dict[str, list[str]]) -> Self:
        return cls(
            sku=card.sku,
            title=card.title,
            unit=card.unit,
            options=dict(card.options),
            tracking=Tracking(card.tracking),
            weight_grams=card.weight_grams or None,
            position=card.position,
            is_active=card.is_active,
            archived_at=card.archived_at,
            updated_at=card.updated_at,
            barcodes=[BarcodeOut.of(each) for each in card.barcodes],
            units=[UnitOut(unit=each.unit, factor=plain(each.factor)) for each in card.units],
            parts=[BundlePartOut.of(each) for each in card.parts],
            attributes=stated,
        )


class ProductRowOut(Schema):
    """A product in a list. One with `archived_at` is gone for whoever follows the catalogue."""

    code: str
    title: str
    brand: str
    category: str
    kind: ProductKind
    variants: int
    is_active: bool
    archived_at: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, row: ProductRow) -> Self:
        return cls(
            code=row.code,
            title=row.title,
            brand=row.brand,
            category=row.category,
            kind=ProductKind(row.kind),
            variants=row.variants,
            is_active=row.is_active,
            archived_at=row.archived_at,
            updated_at=row.updated_at,
        )


class ProductPageOut(Schema):
    items: list[ProductRowOut]
    next_cursor: str | None


class CatalogProductOut(ProductRowOut):
    """A product in full. `missing` counts combinations of its options without a variant."""

    description: str
    options: list[OptionOut]
    attributes: dict[str, list[str]]
    variant_list: list[VariantOut]
    missing: int

    @classmethod
    def whole(cls, detail: ProductDetail) -> Self:
        return cls(
            **ProductRowOut.of(detail.row).model_dump(),
            description=detail.description,
            options=[OptionOut(name=a.name, values=list(a.values)) for a in detail.options],
            attributes=_stated(detail.stated, ""),
            variant_list=[
                VariantOut.of(card, _stated(detail.stated, card.sku)) for card in detail.variants
            ],
            missing=detail.missing,
        )


def plain(value: Decimal) -> str:
    """Return a number without trailing zeros or exponent."""
    return f"{value.normalize():f}"


def _stated(stated: tuple[Stated, ...], sku: str) -> dict[str, list[str]]:
    return {
        each.attribute.code: list(each.values)
        for each in stated
        if each.sku == sku and each.values
    }
