"""Attributes: which there are, and what is stated of them."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from guildhall.catalog.states import AttributeType


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that an attribute of type choice can have."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class AttributeDraft:
    """An attribute as it is defined. `category` limits it to a part of the tree."""

    code: str
    title: str
    type: AttributeType
    unit: str = ""
    category: str = ""
    is_required: bool = False
    of_variants: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class AttributeEdit:
    """What is to be changed: None leaves it as it is. Choices are added or retitled, by code."""

    title: str | None = None
    unit: str | None = None
    is_required: bool | None = None
    position: int | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class AttributeCard:
    """An attribute in full; `used` counts the products that state it."""

    id: UUID
    code: str
    title: str
    type: AttributeType
    unit: str
    category: str
    category_path: str
    category_title: str
    is_required: bool
    of_variants: bool
    least: Decimal | None
    most: Decimal | None
    position: int
    is_archived: bool
    choices: tuple[Choice, ...] = ()
    used: int = 0


@dataclass(frozen=True, slots=True)
class Stated:
    """What a product (`sku` empty) or one variant of it states of an attribute.

    `values` holds texts as they are written: none, one, or several choices.
    """

    attribute: AttributeCard
    sku: str
    values: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        return self.attribute.is_required and not self.values
