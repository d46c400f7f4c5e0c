"""What an edit changed about a row, for its fact: {"field": [before, after]}."""

import re
from typing import Any

from django.db.models import Model

from guildhall.kernel.masks import HIDDEN

type Changes = dict[str, list[Any]]

# Fields whose values stay out of facts: secrets, and what tells who somebody is.
_UNTOLD = re.compile(
    r"password|token|secret|digest|sealed|key|hash|email|phone|address|customer|contact"
)


def edit(row: Model, **values: Any) -> Changes:
    """Set these fields of a row and return those that differ, each as [before, after].

    The row is not saved: `if changes: row.save(update_fields=[*changes])`. Of a secret or a
    personal field it tells that it changed, not what it was. A model says so by name, or by
    `personal = frozenset({"name"})`.
    """
    changes: Changes = {}
    for name, after in values.items():
        before = getattr(row, name)
        if before != after:
            setattr(row, name, after)
            changes[name] = told(type(row), name, before=before, after=after)
    return changes


def told(model: type[Model], name: str, *, before: Any, after: Any) -> list[Any]:
    """Return one change as a fact may tell it."""
    if _UNTOLD.search(name) or name in getattr(model, "personal", ()):
        return [HIDDEN, HIDDEN]
    return [_plain(before), _plain(after)]


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool | int | None) else str(value)
