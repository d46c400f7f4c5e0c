"""Pictures of products, for programs: sent as a form with one file."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field

from guildhall.catalog import operations, queries
from guildhall.catalog.api.shapes import Strict, Text
from guildhall.catalog.rules.pictures import MEGABYTES
from guildhall.catalog.types import PictureCard
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

# What shops show is catalog:view; what is said of it in the office takes more.
READ, EDIT = "catalog:export", "catalog:edit"
Language = Annotated[str, Field(max_length=20, pattern=r"^[A-Za-z0-9-]*$")]
Sku = Annotated[Text, Field(max_length=64)]
of_product = Router(tags=["pictures"])
router = Router(tags=["pictures"])


class DrawnSizeOut(Schema):
    width: int
    name: str


class PictureTextOut(Schema):
    locale: str
    alt: str


class ProductPictureOut(Schema):
    """A picture. It is `new` until its smaller sizes are drawn, then `ready`, or else `broken`."""

    id: UUID
    sku: str
    state: str
    width: int
    height: int
    bytes: int
    sizes: list[DrawnSizeOut]
    texts: list[PictureTextOut]
    created_at: datetime

    @classmethod
    def of(cls, card: PictureCard) -> Self:
        return cls(
            id=card.id,
            sku=card.sku,
            state=card.state,
            width=card.width,
            height=card.height,
            bytes=card.bytes,
            sizes=[DrawnSizeOut(width=width, name=name) for width, name in card.sizes],
            texts=[PictureTextOut(locale=locale, alt=alt) for locale, alt in card.alts],
            created_at=card.created_at,
        )


class ProductPicturesOut(Schema):
    items: list[ProductPictureOut]


class PictureOrderIn(Strict):
    """Pictures in the order in which they are shown; those that are not named follow."""

    pictures: Annotated[list[UUID], Field(min_length=1, max_length=50)]


class PictureTextIn(Strict):
    """What a picture shows, in one language; the empty language is for all without a text."""

    locale: Language = ""
    alt: Annotated[Text, Field(max_length=300)]


class PictureVariantIn(Strict):
    """The variant that a picture shows; empty: all of its product."""

    sku: Sku


@of_product.get(
    "/{product}/pictures",
    response=ProductPicturesOut,
    auth=Needs(READ),
    operation_id="list_pictures",
    url_name="product_pictures",  # config bounds what is sent there by this name
    openapi_extra=CONDITIONAL,
)
def list_pictures(request: HttpRequest, product: str) -> HttpResponse:
    """List a product's pictures in their order; the ETag is that of the product."""
    actor = stamp_of(request).by
    detail = queries.get_product_detail(product)
    if not actor.may(READ):
        actor.must(READ, scope=queries.scopes_of_product(detail.row.id))
    return sealed(request, _pictures(product), version=detail.row.version)


@of_product.post(
    "/{product}/pictures",
    response={201: ProductPictureOut},
    auth=Needs(EDIT),
    operation_id="add_picture",
)
@idempotent(status=201)
def add(request: HttpRequest, product: str, file: File[UploadedFile]) -> ProductPictureOut:
    """Take in a JPEG, PNG or WebP of at most 15 MB; the same file again is the same picture."""
    content = file.read(MEGABYTES * 1_000_000 + 1)
    return _picture(operations.add_picture(product, content=content, stamp=stamp_of(request)))


@of_product.put(
    "/{product}/picture-order",
    response={200: ProductPicturesOut},
    auth=Needs(EDIT),
    operation_id="order_pictures",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def order(request: HttpRequest, product: str, body: PictureOrderIn) -> ProductPicturesOut:
    """Show a product's pictures in another order."""
    stamp, expected = stamp_of(request), expected_of(request)
    operations.order_pictures(product, pictures=body.pictures, stamp=stamp, expected=expected)
    return _pictures(product)


@router.put(
    "/{picture}/text",
    response={200: ProductPictureOut},
    auth=Needs(EDIT),
    operation_id="describe_picture",
)
@idempotent(status=200)
def describe(request: HttpRequest, picture: UUID, body: PictureTextIn) -> ProductPictureOut:
    """Say what a picture shows, for those who cannot see it; an empty text takes it back."""
    stamp = stamp_of(request)
    operations.describe_picture(picture, locale=body.locale, alt=body.alt, stamp=stamp)
    return _picture(picture)


@router.put(
    "/{picture}/variant",
    response={200: ProductPictureOut},
    auth=Needs(EDIT),
    operation_id="show_variant",
)
@idempotent(status=200)
def show_variant(request: HttpRequest, picture: UUID, body: PictureVariantIn) -> ProductPictureOut:
    """Say which variant of its product a picture shows."""
    operations.show_variant(picture, sku=body.sku, stamp=stamp_of(request))
    return _picture(picture)


@router.delete(
    "/{picture}",
    response={200: ProductPicturesOut},
    auth=Needs(EDIT),
    operation_id="remove_picture",
)
@idempotent(status=200)
def remove(request: HttpRequest, picture: UUID) -> ProductPicturesOut:
    """Take a picture away, and list those that its product has left; what is gone stays gone."""
    return _pictures(operations.remove_picture(picture, stamp=stamp_of(request)))


def _pictures(product: str) -> ProductPicturesOut:
    cards = queries.list_pictures(product)
    return ProductPicturesOut(items=[ProductPictureOut.of(card) for card in cards])


def _picture(picture: UUID) -> ProductPictureOut:
    return ProductPictureOut.of(queries.get_picture(picture))
