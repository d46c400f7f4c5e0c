"""The tree of goods, found by titles and opened where a file names what is not there yet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.utils.text import slugify

from guildhall.catalog.models import Category
from guildhall.catalog.operations.categories import (
    NewCategory,
    hold_tree,
    open_categories,
)
from guildhall.catalog.rules.cells import path_in
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp

LONGEST_CODE = 50


@dataclass(slots=True)
class Tree:
    """All categories by their titles from the root, whatever their letters' case."""

    _ids: dict[tuple[str, ...], UUID]
    _codes: dict[UUID, str]
    _taken: set[str]

    @classmethod
    def read(cls) -> Self:
        rows = list(Category.objects.order_by("path").values_list("id", "code", "title", "path"))
        by_path = {path: title.casefold() for _id, _code, title, path in rows}
        ids = {_titles(path, by_path): key for key, _code, _title, path in rows}
        codes = {key: code for key, code, _title, _path in rows}
        return cls(ids, codes, set(codes.values()))

    def missing(self, categories: Iterable[str]) -> bool:
        """Return whether one of these is not there yet."""
        return any(_key(path_in(category)) not in self._ids for category in set(categories))

    def open(self, categories: Iterable[str], *, stamp: Stamp) -> None:
        """Open what is missing of these, with all on the way to them."""
        self._add(categories, make=lambda new: open_categories(new, stamp=stamp))

    def pretend(self, categories: Iterable[str]) -> None:
        """Give what is missing of these an id of no use."""
        self._add(categories, make=lambda new: {place.code: new_id() for place in new})

    def place_of(self, category: str) -> UUID:
        """Return the category at these titles, which is there."""
        return self._ids[_key(path_in(category))]

    def _add(
        self,
        categories: Iterable[str],
        *,
        make: Callable[[Sequence[NewCategory]], Mapping[str, UUID]],
    ) -> None:
        new: dict[tuple[str, ...], NewCategory] = {}
        for category in dict.fromkeys(categories):
            titles = path_in(category)
            above = ""
            for depth, title in enumerate(titles, 1):
                key = _key(titles[:depth])
                found = self._ids.get(key)
                if found is None and key not in new:
                    new[key] = NewCategory(self._code_for(title), title, above)
                above = self._codes[found] if found else new[key].code
        made = make(tuple(new.values())) if new else {}
        for key, place in new.items():
            self._ids[key] = made[place.code]
            self._codes[made[place.code]] = place.code

    def _code_for(self, title: str) -> str:
        """Return a code that nothing has, of the letters of a title where it has some."""
        base = slugify(title)[:LONGEST_CODE].strip("-_") or "category"
        number = 1
        code = base if base != "category" else "category-1"
        while code in self._taken:
            number += 1
            code = f"{base}-{number}"
        self._taken.add(code)
        return code


def tree_with(categories: Iterable[str], *, makes: bool, stamp: Stamp) -> Tree:
    """Read the tree. What is missing is opened if `makes`, or else gets an id of no use."""
    tree = Tree.read()
    if not makes:
        tree.pretend(categories)
    elif tree.missing(categories):
        hold_tree(stamp)  # whoever carries another file may have opened some meanwhile
        tree = Tree.read()
        tree.open(categories, stamp=stamp)
    return tree


def _key(titles: Sequence[str]) -> tuple[str, ...]:
    return tuple(title.casefold() for title in titles)


def _titles(path: str, by_path: dict[str, str]) -> tuple[str, ...]:
    steps = path.strip("/").split("/")
    return tuple(by_path[f"/{'/'.join(steps[: i + 1])}/"] for i in range(len(steps)))
