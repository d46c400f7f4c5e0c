"""What is said of products, for programs: in common, on one site, in one language, or both."""

from typing import Annotated, Self

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from guildhall.catalog import operations, queries
from guildhall.catalog.api.shapes import PLAIN, LongText, Strict, Text
from guildhall.catalog.types import CopyText
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.organization.queries import get_site, list_sites
from guildhall.organization.types import SiteCard

# What shops show is catalog:view; what is said of it in the office takes more.
READ, EDIT = "catalog:export", "catalog:edit"
router = Router(tags=["copies"])


class CopyPlace(Schema):
    """Where words stand: on one site or, without a number, on all; in one language, or all."""

    site: int | None = None
    locale: Annotated[str, Field(max_length=20, pattern=r"^[A-Za-z0-9-]*$")] = ""


class CopyIn(Strict):
    """Words for a product. An empty field says nothing: a more common one speaks."""

    title: Text = ""
    description: LongText = ""
    slug: Annotated[str, Field(max_length=200, pattern=PLAIN)] = ""
    seo_title: Text = ""
    seo_description: LongText = ""


class CopyOut(Schema):
    site: int | None
    locale: str
    title: str
    description: str
    slug: str
    seo_title: str
    seo_description: str

    @classmethod
    def of(cls, text: CopyText, *, site: SiteCard | None, locale: str) -> Self:
        return cls(
            site=site.number if site else None,
            locale=locale,
            title=text.title,
            description=text.description,
            slug=text.slug,
            seo_title=text.seo_title,
            seo_description=text.seo_description,
        )


class CopiesOut(Schema):
    items: list[CopyOut]


@router.get("/{product}/copies", response=CopiesOut, auth=Needs(READ), operation_id="list_copies")
def list_copies(request: HttpRequest, product: str) -> CopiesOut:
    """List everything that is said of a product, on the sites within the caller's reach."""
    _must_see(request, product)
    reach = set(stamp_of(request).by.reach(READ))
    sites = {each.id: each for each in list_sites()}
    seen = {key for key, each in sites.items() if not reach or reach & set(each.channel.scopes)}
    return CopiesOut(
        items=[
            CopyOut.of(card.text, site=sites[card.site] if card.site else None, locale=card.locale)
            for card in queries.copies_of(product)
            if card.site is None or card.site in seen
        ]
    )


@router.get(
    "/{product}/copy",
    response=CopyOut,
    auth=Needs(READ),
    operation_id="get_copy",
    openapi_extra=CONDITIONAL,
)
def get_copy(request: HttpRequest, product: str, place: Query[CopyPlace]) -> HttpResponse:
    """Show what is said in one place; empty fields where nothing is."""
    site = get_site(place.site) if place.site is not None else None
    _must_see(request, product)
    if site is not None:
        stamp_of(request).by.must(READ, scope=site.channel.scopes)
    text = queries.get_copy(product, site=site.id if site else None, locale=place.locale)
    answer = CopyOut.of(text, site=site, locale=place.locale)
    return sealed(request, answer, version=text.version)


@router.put(
    "/{product}/copy",
    response={200: CopyOut},
    auth=Needs(EDIT),
    operation_id="write_copy",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def write_copy(
    request: HttpRequest, product: str, *, place: Query[CopyPlace], body: CopyIn
) -> CopyOut:
    """Say something of a product in one place; what is empty falls back, field by field."""
    site = get_site(place.site) if place.site is not None else None
    text = CopyText(**body.model_dump())
    operations.write_copy(
        product,
        site=site,
        locale=place.locale,
        text=text,
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    kept = queries.get_copy(product, site=site.id if site else None, locale=place.locale)
    return CopyOut.of(kept, site=site, locale=place.locale)


def _must_see(request: HttpRequest, product: str) -> None:
    actor = stamp_of(request).by
    detail = queries.get_product_detail(product)
    if not actor.may(READ):
        actor.must(READ, scope=queries.scopes_of_product(detail.row.id))
