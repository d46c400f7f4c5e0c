"""Attributes for programs."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from guildhall.catalog import operations, queries
from guildhall.catalog.api.products import EDIT, READ
from guildhall.catalog.api.shapes import Measure, Strict, Text, plain
from guildhall.catalog.states import AttributeType
from guildhall.catalog.types import AttributeCard, AttributeDraft, AttributeEdit, Choice
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["attributes"])

CODE = r"^[a-z0-9][a-z0-9_-]{0,39}$"
Title = Annotated[Text, Field(min_length=1, max_length=120)]


class ChoiceIn(Strict):
    code: Annotated[str, Field(pattern=CODE)]
    title: Title


class ChoiceOut(Schema):
    code: str
    title: str


class AttributeOut(Schema):
    """Something that products, or variants, can state; `category` limits it to a part of them."""

    code: str
    title: str
    type: AttributeType
    unit: str
    category: str
    is_required: bool
    of_variants: bool
    least: str | None
    most: str | None
    choices: list[ChoiceOut]
    is_archived: bool

    @classmethod
    def of(cls, card: AttributeCard) -> Self:
        return cls(
            code=card.code,
            title=card.title,
            type=card.type,
            unit=card.unit,
            category=card.category,
            is_required=card.is_required,
            of_variants=card.of_variants,
            least=_bound(card.least),
            most=_bound(card.most),
            choices=[ChoiceOut(code=each.code, title=each.title) for each in card.choices],
            is_archived=card.is_archived,
        )


class AttributesOut(Schema):
    items: list[AttributeOut]


class AttributeIn(Strict):
    code: Annotated[str, Field(pattern=CODE)]
    title: Title
    type: AttributeType
    unit: Annotated[Text, Field(max_length=12)] = ""
    category: Text = ""
    is_required: bool = False
    of_variants: bool = False
    least: Measure | None = None
    most: Measure | None = None
    choices: Annotated[list[ChoiceIn], Field(max_length=500)] = Field(default_factory=list)


class AttributeEditIn(Strict):
    """What is left out stays as it is; choices are added, or called otherwise."""

    title: Title | None = None
    unit: Annotated[Text, Field(max_length=12)] | None = None
    is_required: bool | None = None
    position: Annotated[int, Field(ge=0, le=30_000)] | None = None
    choices: Annotated[list[ChoiceIn], Field(max_length=500)] = Field(default_factory=list)


@router.get("", response=AttributesOut, auth=Needs(READ), operation_id="list_attributes")
def list_all(request: HttpRequest, state: Literal["", "archived"] = "") -> AttributesOut:
    """List what can be stated, or what was archived."""
    stamp_of(request).by.reach(READ)
    cards = queries.list_attributes(archived=bool(state))
    return AttributesOut(items=[AttributeOut.of(card) for card in cards])


@router.post("", response={201: AttributeOut}, auth=Needs(EDIT), operation_id="define_attribute")
@idempotent(status=201)
def define(request: HttpRequest, body: AttributeIn) -> AttributeOut:
    """Add an attribute."""
    told = body.model_dump(exclude={"choices"})
    draft = AttributeDraft(**told, choices=_choices(body.choices))
    operations.define_attribute(draft, stamp=stamp_of(request))
    return _one(body.code)


@router.patch(
    "/{attribute_code}",
    response={200: AttributeOut},
    auth=Needs(EDIT),
    operation_id="change_attribute",
)
@idempotent(status=200)
def change(request: HttpRequest, attribute_code: str, body: AttributeEditIn) -> AttributeOut:
    """Change what an attribute is called, or whether it must be stated. Its type stays."""
    told = body.model_dump(exclude={"choices"})
    values = AttributeEdit(**told, choices=_choices(body.choices))
    operations.change_attribute(attribute_code, values=values, stamp=stamp_of(request))
    return _one(attribute_code)


@router.post(
    "/{attribute_code}/archival",
    response={200: AttributeOut},
    auth=Needs(EDIT),
    operation_id="archive_attribute",
)
@idempotent(status=200)
def archive(request: HttpRequest, attribute_code: str) -> AttributeOut:
    """Let nobody state this any more; what is stated stays."""
    operations.archive_attribute(attribute_code, stamp=stamp_of(request))
    return _one(attribute_code)


@router.post(
    "/{attribute_code}/restoration",
    response={200: AttributeOut},
    auth=Needs(EDIT),
    operation_id="restore_attribute",
)
@idempotent(status=200)
def restore(request: HttpRequest, attribute_code: str) -> AttributeOut:
    """Let it be stated again."""
    operations.restore_attribute(attribute_code, stamp=stamp_of(request))
    return _one(attribute_code)


def _one(code: str) -> AttributeOut:
    return AttributeOut.of(queries.get_attribute(code))


def _choices(given: list[ChoiceIn]) -> tuple[Choice, ...]:
    return tuple(Choice(each.code, each.title) for each in given)


def _bound(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
