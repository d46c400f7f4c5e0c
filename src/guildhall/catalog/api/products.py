"""Products for programs: to read, to follow, to add, to change, to archive."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from guildhall.catalog import operations, queries
from guildhall.catalog.api.shapes import (
    CatalogProductOut,
    Code,
    Kind,
    LongText,
    OptionIn,
    ProductPageOut,
    ProductRowOut,
    Strict,
    Text,
)
from guildhall.catalog.states import ProductKind
from guildhall.catalog.types import ProductDraft, ProductEdit, ProductFilter
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, Moment, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["products"])

# What a shop does not show is in it, too: no publishable key may hold this right.
READ = "catalog:export"
EDIT = "catalog:edit"


class CatalogQuery(Schema):
    """Filters of the list. Empty ones do not narrow it."""

    text: str = ""
    category: Annotated[str, Field(description="A category's code: it and all below it.")] = ""
    brand: str = ""
    kind: Literal["", "goods", "bundle"] = ""
    state: Literal["", "on_sale", "off_sale", "archived", "all"] = ""
    updated_since: Annotated[
        Moment | None,
        Field(description="Only what changed since then, in order; archived products, too."),
    ] = None
    cursor: str | None = None
    limit: int = 50


class ProductIn(Strict):
    """A new product. With options it gets a variant for each combination of their values."""

    code: Code
    title: Text
    description: LongText = ""
    brand: Text = ""
    category: Text = ""
    kind: Kind = ProductKind.GOODS
    unit: Annotated[Text, Field(min_length=1, max_length=12)] = "each"
    options: Annotated[list[OptionIn], Field(max_length=5)] = Field(default_factory=list)


class ProductEditIn(Strict):
    """What is left out stays as it is."""

    title: Text | None = None
    description: LongText | None = None
    brand: Text | None = None
    category: Text | None = None
    is_active: bool | None = None


class OptionsIn(Strict):
    options: Annotated[list[OptionIn], Field(max_length=5)]


class StatedIn(Strict):
    """Values by the code of their attribute, as texts; an empty list takes a statement back."""

    attributes: Annotated[
        dict[Code, Annotated[list[Text], Field(max_length=100)]], Field(max_length=200)
    ]


@router.get("", response=ProductPageOut, auth=Needs(READ), operation_id="list_catalog_products")
def list_all(request: HttpRequest, query: Query[CatalogQuery]) -> ProductPageOut:
    """List products, latest change first: what the channels within the caller's reach sell."""
    chosen = ProductFilter(
        text=query.text,
        category=query.category,
        brand=query.brand,
        kind=query.kind,
        state=query.state,
        updated_since=query.updated_since,
        scopes=stamp_of(request).by.reach(READ),
    )
    page = queries.list_catalog(chosen, cursor=query.cursor, limit=query.limit)
    items = [ProductRowOut.of(row) for row in page.items]
    return ProductPageOut(items=items, next_cursor=page.next_cursor)


@router.post(
    "", response={201: CatalogProductOut}, auth=Needs(EDIT), operation_id="create_product"
)
@idempotent(status=201)
def create(request: HttpRequest, body: ProductIn) -> CatalogProductOut:
    """Add a product with its variants."""
    draft = ProductDraft(
        code=body.code,
        title=body.title,
        description=body.description,
        brand=body.brand,
        category=body.category,
        kind=body.kind,
        unit=body.unit,
        options=tuple(option.axis() for option in body.options),
    )
    operations.create_product(draft, stamp=stamp_of(request))
    return whole(body.code)


@router.get(
    "/{product}",
    response=CatalogProductOut,
    auth=Needs(READ),
    operation_id="get_catalog_product",
    openapi_extra=CONDITIONAL,
)
def show(request: HttpRequest, product: str) -> HttpResponse:
    """Show a product with its options, variants, barcodes, units, parts and attributes."""
    detail = queries.get_product_detail(product)
    actor = stamp_of(request).by
    if not actor.may(READ):
        actor.must(READ, scope=queries.scopes_of_product(detail.row.id))
    return sealed(request, CatalogProductOut.whole(detail), version=detail.row.version)


@router.patch(
    "/{product}",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="change_product",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def change(request: HttpRequest, product: str, body: ProductEditIn) -> CatalogProductOut:
    """Change what is said of a product, or whether it is sold."""
    values = ProductEdit(**body.model_dump())
    expected = expected_of(request)
    operations.change_product(product, values=values, stamp=stamp_of(request), expected=expected)
    return whole(product)


@router.post(
    "/{product}/archival",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="archive_product",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def archive(request: HttpRequest, product: str) -> CatalogProductOut:
    """Take a product out of the catalogue, and keep it."""
    operations.archive_product(product, stamp=stamp_of(request), expected=expected_of(request))
    return whole(product)


@router.post(
    "/{product}/restoration",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="restore_product",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def restore(request: HttpRequest, product: str) -> CatalogProductOut:
    """Bring an archived product back; it is sold again when `is_active` says so."""
    operations.restore_product(product, stamp=stamp_of(request), expected=expected_of(request))
    return whole(product)


@router.put(
    "/{product}/options",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="set_options",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def set_options(request: HttpRequest, product: str, body: OptionsIn) -> CatalogProductOut:
    """Say along which options a product's variants differ; variants are added by another call."""
    operations.set_options(
        product,
        axes=[option.axis() for option in body.options],
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return whole(product)


@router.put(
    "/{product}/attributes",
    response={200: CatalogProductOut},
    auth=Needs(EDIT),
    operation_id="state_attributes",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def state(request: HttpRequest, product: str, body: StatedIn) -> CatalogProductOut:
    """State attributes of a product; those that are not named stay as they are."""
    operations.state_attributes(
        product,
        values=body.attributes,
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return whole(product)


def whole(product: str) -> CatalogProductOut:
    return CatalogProductOut.whole(queries.get_product_detail(product))
