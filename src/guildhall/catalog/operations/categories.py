"""The tree of goods: places opened, renamed, moved with all below them, and removed when empty."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr

from guildhall.catalog.errors import (
    CategoryInItself,
    CategoryNotEmpty,
    CategoryNotFound,
    CategoryTaken,
    CategoryTooDeep,
)
from guildhall.catalog.events import (
    CategoryChanged,
    CategoryMoved,
    CategoryOpened,
    CategoryRemoved,
)
from guildhall.catalog.models import Attribute, Category, Product
from guildhall.catalog.operations.shelf import RIGHT
from guildhall.catalog.queries import EPOCH
from guildhall.kernel.changes import Changes, edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record, record_all
from guildhall.kernel.locking import lock_in_order, lock_name
from guildhall.kernel.refusals import N_, Invalid
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp

TREE = "catalog:tree"
LONGEST_PATH = 700
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class NewCategory:
    """A place to be opened below another one, or with an empty parent at the root."""

    code: str
    title: str
    parent: str = ""


def open_category(code: str, *, title: str, parent: str = "", stamp: Stamp) -> None:
    """Add a place to the tree, at its root or below another one.

    Refuses with NotPermitted, Invalid, CategoryTaken, CategoryNotFound or CategoryTooDeep.
    """
    open_categories([NewCategory(code, title, parent)], stamp=stamp)


@transaction.atomic
def open_categories(places: Sequence[NewCategory], *, stamp: Stamp) -> dict[str, UUID]:
    """Add places to the tree, each behind the one that it is below; return their ids by code.

    A constant number of statements. Refuses as `open_category` does, and then adds none.
    """
    hold_tree(stamp)
    for place in places:
        if not CODE.fullmatch(place.code):
            raise Invalid(
                errors={"code": N_("Write small letters, digits and hyphens, at most 64.")}
            )
        _check_title(place.title)
    taken = Category.objects.filter(code__in=[place.code for place in places]).first()
    if taken is not None:
        raise CategoryTaken(code=taken.code, errors={"code": N_("Choose another code.")})

    rows = _new_rows(places, stamp)
    insert_rows(list(rows.values()))
    move_epoch_on_commit(EPOCH)

    record_all(
        [CategoryOpened(code=row.code, path=row.path, stamp=stamp) for row in rows.values()]
    )
    return {code: row.id for code, row in rows.items()}


def _new_rows(places: Sequence[NewCategory], stamp: Stamp) -> dict[str, Category]:
    """Return the rows of new places, each at the end of its brothers."""
    parents = {place.parent for place in places if place.parent}
    above = {row.code: row for row in lock_in_order(Category.objects.filter(code__in=parents))}
    counts: Counter[UUID | None] = Counter(
        Category.objects.filter(Q(parent__in=above.values()) | Q(parent=None)).values_list(
            "parent_id", flat=True
        )
    )
    rows: dict[str, Category] = {}
    for place in places:
        parent = rows.get(place.parent) or above.get(place.parent)
        if parent is None and place.parent:
            raise CategoryNotFound(code=place.parent)
        key = parent.id if parent else None
        rows[place.code] = Category(
            code=place.code,
            title=place.title.strip(),
            parent=parent,
            path=_path(place.code, parent),
            position=counts[key],
            updated_at=stamp.at,
        )
        counts[key] += 1
    return rows


@transaction.atomic
def change_category(
    code: str,
    *,
    title: str | None = None,
    position: int | None = None,
    stamp: Stamp,
    expected: Expected = WHATEVER,
) -> None:
    """Change what a place is called, or where it stands among its brothers.

    Refuses with NotPermitted, CategoryNotFound, ChangedMeanwhile or Invalid.
    """
    hold_tree(stamp)
    row = _found(code, expected)
    said: dict[str, object] = {}
    if title is not None:
        _check_title(title)
        said["title"] = title.strip()
    if position is not None:
        said["position"] = position
    changes = edit(row, **said)
    if not changes:
        return

    _save(row, *changes, stamp=stamp)

    record(CategoryChanged(code=code, stamp=stamp), changes=changes)


@transaction.atomic
def move_category(code: str, *, parent: str, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Put a place, with all below it, under another one, or at the root with an empty parent.

    Refuses with NotPermitted, CategoryNotFound, ChangedMeanwhile, CategoryInItself or
    CategoryTooDeep.
    """
    hold_tree(stamp)
    row = _found(code, expected)
    above = _found(parent) if parent else None
    if above is not None and above.path.startswith(row.path):
        raise CategoryInItself(code=code, parent=parent)
    if row.parent_id == (above.id if above else None):
        return
    before, after = row.path, _path(code, above)
    under = Category.objects.filter(path__startswith=before)
    longest = max(len(path) for path in under.values_list("path", flat=True))
    if longest + len(after) - len(before) > LONGEST_PATH:
        raise CategoryTooDeep(code=code)

    under.update(
        path=Concat(Value(after), Substr(F("path"), len(before) + 1)), updated_at=stamp.at
    )
    row.path, row.parent = after, above
    row.position = Category.objects.filter(parent=above).count()
    _save(row, "path", "parent", "position", stamp=stamp)

    changes: Changes = {"path": [before, after]}
    record(CategoryMoved(code=code, path=after, stamp=stamp), changes=changes)


@transaction.atomic
def remove_category(code: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Take an empty place out of the tree.

    Refuses with NotPermitted, CategoryNotFound, ChangedMeanwhile or CategoryNotEmpty.
    """
    hold_tree(stamp)
    row = _found(code, expected)
    holds = (
        Category.objects.filter(parent=row),
        Product.objects.filter(place=row),
        Attribute.objects.filter(category=row),
    )
    if any(rows.exists() for rows in holds):
        raise CategoryNotEmpty(code=code)

    row.delete()
    move_epoch_on_commit(EPOCH)

    record(CategoryRemoved(code=code, stamp=stamp))


def hold_tree(stamp: Stamp) -> None:
    """Let one person at a time change the tree: two moves at once could make a ring."""
    stamp.by.must(RIGHT)
    lock_name(TREE)


def _found(code: str, expected: Expected = WHATEVER) -> Category:
    row = Category.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise CategoryNotFound(code=code)
    expected.must_be(version_of(row))
    return row


def version_of(row: Category) -> str:
    return f"{row.id.hex[-12:]}-{row.updated_at:%Y%m%d%H%M%S%f}"


def _path(code: str, above: Category | None) -> str:
    path = f"{above.path if above else '/'}{code}/"
    if len(path) > LONGEST_PATH:
        raise CategoryTooDeep(code=code)
    return path


def _check_title(title: str) -> None:
    if not 1 <= len(title.strip()) <= 120:
        raise Invalid(errors={"title": N_("Write a title of at most 120 characters.")})


def _save(row: Category, *fields: str, stamp: Stamp) -> None:
    row.updated_at = stamp.at
    row.save(update_fields=[*fields, "updated_at"])
    move_epoch_on_commit(EPOCH)
