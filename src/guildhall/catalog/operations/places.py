"""The tree of goods, found by titles and opened where a file names what is not there yet."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.utils.text import slugify

from guildhall.catalog.models import Category
from guildhall.catalog.operations.categories import open_category
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
    _makes: bool
    _stamp: Stamp

    @classmethod
    def read(cls, *, makes: bool, stamp: Stamp) -> Self:
        """Read the tree. What is missing is opened if `makes`, or else gets an id of no use."""
        rows = list(Category.objects.order_by("path").values_list("id", "code", "title", "path"))
        by_path = {path: title.casefold() for _id, _code, title, path in rows}
        ids = {_titles(path, by_path): key for key, _code, _title, path in rows}
        codes = {key: code for key, code, _title, _path in rows}
        return cls(ids, codes, set(codes.values()), makes, stamp)

    def place_of(self, category: str) -> UUID:
        """Return the category at these titles, opened with all on the way to it if need be."""
        titles = path_in(category)
        above = ""
        found = None
        for depth in range(1, len(titles) + 1):
            key = tuple(title.casefold() for title in titles[:depth])
            found = self._ids.get(key)
            if found is None:
                found = self._ids[key] = self._open(titles[depth - 1], above)
            above = self._codes[found]
        return found or new_id()

    def _open(self, title: str, above: str) -> UUID:
        code = self._code_for(title)
        self._taken.add(code)
        if not self._makes:
            made = new_id()
        else:
            open_category(code, title=title, parent=above, stamp=self._stamp)
            made = Category.objects.values_list("id", flat=True).get(code=code)
        self._codes[made] = code
        return made

    def _code_for(self, title: str) -> str:
        """Return a code that nothing has, of the letters of a title where it has some."""
        base = slugify(title)[:LONGEST_CODE].strip("-_") or "category"
        number = 1
        code = base if base != "category" else "category-1"
        while code in self._taken:
            number += 1
            code = f"{base}-{number}"
        return code


def _titles(path: str, by_path: dict[str, str]) -> tuple[str, ...]:
    steps = path.strip("/").split("/")
    return tuple(by_path[f"/{'/'.join(steps[: i + 1])}/"] for i in range(len(steps)))
