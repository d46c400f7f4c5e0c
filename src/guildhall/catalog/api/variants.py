"""Variants of a product for programs, with their barcodes, units and parts."""

from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from guildhall.catalog import operations, queries
from guildhall.catalog.api.products import EDIT, StatedIn, whole
from guildhall.catalog.api.shapes import CatalogProductOut, Code, Measure, Strict, Text
from guildhall.catalog.states import Packaging, Tracking
from guildhall.catalog.types import BarcodeCard, PartDraft, VariantDraft, VariantEdit
from guildhall.kernel.conditions import IF_MATCH, expected_of
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

of_product = Router(tags=["products"])
router = Router(tags=["products"])

Grams = Annotated[int, Field(ge=0, le=2**31 - 1)]


class VariantIn(Strict):
    """A new variant; `options` names one value of each option of its product."""

    sku: Code
    title: Text = ""
    unit: Annotated[Text, Field(min_length=1, max_length=12)] = "each"
    options: Annotated[dict[Text, Text], Field(max_length=5)] = Field(default_factory=dict)
    weight_grams: Grams = 0
    tracking: Tracking = Tracking.NONE


class VariantEditIn(Strict):
    """What is left out stays as it is; a weight of 0 is none."""

    title: Text | None = None
    weight_grams: Grams | None = None
    tracking: Tracking | None = None
    position: Annotated[int, Field(ge=0, le=30_000)] | None = None
    is_active: bool | None = None


class BarcodeIn(Strict):
    """`factor` is how many base units the package holds: 1 where it is one unit."""

    packaging: Packaging = Packaging.UNIT
    factor: Annotated[Measure, Field(gt=0)] = Decimal(1)
    is_legacy: bool = False


class UnitIn(Strict):
    factor: Annotated[Measure, Field(gt=0)]


class PartIn(Strict):
    component: Code
    quantity: Annotated[Measure, Field(gt=0)]
    weight: Annotated[Measure, Field(ge=0)] = Decimal(0)


class PartsIn(Strict):
    """All parts of a bundle: what is not named is none any more."""

    parts: Annotated[list[PartIn], Field(max_length=100)]


@of_product.post(
    "/{product}/variants",
    response={201: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="add_variant",
    openapi_extra=IF_MATCH,
)
@idempotent(status=201)
def add(request: HttpRequest, product: str, body: VariantIn) -> CatalogProductOut:
    """Add a variant for a combination of options that has none."""
    draft = VariantDraft(
        sku=body.sku,
        title=body.title,
        unit=body.unit,
        options=tuple(body.options.items()),
        weight_grams=body.weight_grams,
        tracking=body.tracking,
    )
    stamp = stamp_of(request)
    operations.add_variant(product, draft=draft, stamp=stamp, expected=expected_of(request))
    return whole(product)


@of_product.post(
    "/{product}/missing-variants",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="add_missing_variants",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def add_missing(request: HttpRequest, product: str) -> CatalogProductOut:
    """Add a variant for each combination of options that has none."""
    operations.add_missing_variants(
        product, stamp=stamp_of(request), expected=expected_of(request)
    )
    return whole(product)


@router.patch(
    "/{sku}",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="change_variant",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def change(request: HttpRequest, sku: str, body: VariantEditIn) -> CatalogProductOut:
    """Change what is said of a variant. Its SKU and its unit stay."""
    operations.change_variant(
        sku,
        values=VariantEdit(**body.model_dump()),
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return _product_of(sku)


@router.post(
    "/{sku}/archival",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="archive_variant",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def archive(request: HttpRequest, sku: str) -> CatalogProductOut:
    """Take a variant out of the catalogue, and keep it."""
    operations.archive_variant(
        sku,
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return _product_of(sku)


@router.post(
    "/{sku}/restoration",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="restore_variant",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def restore(request: HttpRequest, sku: str) -> CatalogProductOut:
    """Bring an archived variant back."""
    operations.restore_variant(
        sku,
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return _product_of(sku)


@router.put(
    "/{sku}/barcodes/{barcode}",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="set_barcode",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def set_barcode(
    request: HttpRequest, sku: str, barcode: str, *, body: BarcodeIn
) -> CatalogProductOut:
    """Let scanners know a variant, or a package of it, by a code; a GTIN is checked."""
    card = BarcodeCard(barcode, body.packaging, body.factor, body.is_legacy)
    operations.add_barcode(
        sku, barcode=card, stamp=stamp_of(request), expected=expected_of(request)
    )
    return _product_of(sku)


@router.delete(
    "/{sku}/barcodes/{barcode}",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="drop_barcode",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def drop_barcode(request: HttpRequest, sku: str, barcode: str) -> CatalogProductOut:
    """Forget a code of a variant; another one may have it then."""
    operations.drop_barcode(
        sku, code=barcode, stamp=stamp_of(request), expected=expected_of(request)
    )
    return _product_of(sku)


@router.put(
    "/{sku}/units/{unit}",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="set_unit",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def set_unit(request: HttpRequest, sku: str, unit: str, *, body: UnitIn) -> CatalogProductOut:
    """Say how many base units one of another unit is."""
    operations.set_unit(
        sku, unit=unit, factor=body.factor, stamp=stamp_of(request), expected=expected_of(request)
    )
    return _product_of(sku)


@router.delete(
    "/{sku}/units/{unit}",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="drop_unit",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def drop_unit(request: HttpRequest, sku: str, unit: str) -> CatalogProductOut:
    """Count a variant no more in another unit."""
    operations.drop_unit(
        sku,
        unit=unit,
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return _product_of(sku)


@router.put(
    "/{sku}/parts",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="set_parts",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def set_parts(request: HttpRequest, sku: str, body: PartsIn) -> CatalogProductOut:
    """Say of what a bundle consists; what is ordered stays as it was."""
    parts = [PartDraft(each.component, each.quantity, each.weight) for each in body.parts]
    operations.set_parts(
        sku,
        parts=parts,
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return _product_of(sku)


@router.put(
    "/{sku}/attributes",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="state_variant_attributes",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def state(request: HttpRequest, sku: str, body: StatedIn) -> CatalogProductOut:
    """State attributes of one variant; those that are not named stay as they are."""
    operations.state_variant_attributes(
        sku, values=body.attributes, stamp=stamp_of(request), expected=expected_of(request)
    )
    return _product_of(sku)


def _product_of(sku: str) -> CatalogProductOut:
    return CatalogProductOut.whole(queries.get_product_detail_of_sku(sku))
