"""What happens to the tree of goods and to the attributes that they can have."""

from dataclasses import dataclass

from guildhall.kernel.events import Event, fact


@fact("catalog.category_opened", subject="category:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryOpened(Event):
    code: str
    path: str


@fact("catalog.category_changed", subject="category:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryChanged(Event):
    code: str


@fact("catalog.category_moved", subject="category:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryMoved(Event):
    """A category went elsewhere, with all below it."""

    code: str
    path: str


@fact("catalog.category_removed", subject="category:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryRemoved(Event):
    code: str


@fact("catalog.attribute_defined", subject="attribute:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AttributeDefined(Event):
    code: str
    value_type: str


@fact("catalog.attribute_changed", subject="attribute:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class AttributeChanged(Event):
    """Its words changed, or it was archived or restored."""

    code: str
