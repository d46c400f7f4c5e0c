"""The tree of goods for programs."""

from typing import Annotated, Self

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from guildhall.catalog import operations, queries
from guildhall.catalog.api.products import EDIT, READ
from guildhall.catalog.api.shapes import Strict, Text
from guildhall.catalog.types import CategoryCard
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["categories"])

Title = Annotated[Text, Field(min_length=1, max_length=120)]


class CategoryOut(Schema):
    """A place in the tree. `products` counts those in it and below it, archived ones not."""

    code: str
    title: str
    parent: str
    path: str
    position: int
    products: int

    @classmethod
    def of(cls, card: CategoryCard) -> Self:
        return cls(
            code=card.code,
            title=card.title,
            parent=card.parent,
            path=card.path,
            position=card.position,
            products=card.below,
        )


class TreeOut(Schema):
    """The whole tree, each place before those below it."""

    items: list[CategoryOut]


class CategoryIn(Strict):
    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    title: Title
    parent: Text = ""


class CategoryEditIn(Strict):
    """What is left out stays as it is."""

    title: Title | None = None
    position: Annotated[int, Field(ge=0, le=30_000)] | None = None


class ParentIn(Strict):
    """An empty parent is the top of the tree."""

    parent: Text


@router.get("", response=TreeOut, auth=Needs(READ), operation_id="list_categories")
def list_all(request: HttpRequest) -> TreeOut:
    """Show the tree of goods, with the products within the caller's reach counted."""
    return _tree(request)


@router.post("", response={201: CategoryOut}, auth=Needs(EDIT), operation_id="open_category")
@idempotent(status=201)
def open_one(request: HttpRequest, body: CategoryIn) -> CategoryOut:
    """Add a place to the tree."""
    stamp = stamp_of(request)
    operations.open_category(body.code, title=body.title, parent=body.parent, stamp=stamp)
    return _one(body.code)


@router.get(
    "/{category_code}",
    response=CategoryOut,
    auth=Needs(READ),
    operation_id="get_category",
    openapi_extra=CONDITIONAL,
)
def show(request: HttpRequest, category_code: str) -> HttpResponse:
    """Show one place of the tree."""
    card = queries.get_category(category_code, scopes=stamp_of(request).by.reach(READ))
    return sealed(request, CategoryOut.of(card), version=card.version)


@router.patch(
    "/{category_code}",
    response={200: CategoryOut},
    auth=Needs(EDIT),
    operation_id="change_category",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def change(request: HttpRequest, category_code: str, body: CategoryEditIn) -> CategoryOut:
    """Change what a place is called, or where it stands among its neighbors."""
    operations.change_category(
        category_code,
        title=body.title,
        position=body.position,
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return _one(category_code)


@router.put(
    "/{category_code}/parent",
    response={200: CategoryOut},
    auth=Needs(EDIT),
    operation_id="move_category",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def move(request: HttpRequest, category_code: str, body: ParentIn) -> CategoryOut:
    """Put a place, with all below it, under another one."""
    operations.move_category(
        category_code,
        parent=body.parent,
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return _one(category_code)


@router.delete(
    "/{category_code}",
    response={200: TreeOut},
    auth=Needs(EDIT),
    operation_id="remove_category",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def remove(request: HttpRequest, category_code: str) -> TreeOut:
    """Take an empty place out of the tree, and show what is left."""
    operations.remove_category(
        category_code, stamp=stamp_of(request), expected=expected_of(request)
    )
    return _tree(request)


def _tree(request: HttpRequest) -> TreeOut:
    stamp = stamp_of(request)
    scopes = stamp.by.reach(READ) if not stamp.by.may(EDIT) else ()
    return TreeOut(items=[CategoryOut.of(card) for card in queries.list_categories(scopes=scopes)])


def _one(code: str) -> CategoryOut:
    return CategoryOut.of(queries.get_category(code))
