"""How Stripe is spoken to: bracketed form fields in, objects that unfold on request out.

https://docs.stripe.com/api/expanding_objects, https://docs.stripe.com/api/errors.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

from tests.twins.wire import Told, as_json

_PARTS = re.compile(r"[^\[\]]+")
type Thing = dict[str, Any]


class Refused(Exception):
    """An error of Stripe's. With `kept`, a repetition under the same key gets it again."""

    def __init__(
        self, message: str, *, status: int = 400, kept: bool = True, **error: Any
    ) -> None:
        super().__init__(message)
        kind = {402: "card_error"}.get(status, "invalid_request_error")
        self.error = {"type": kind, "message": message, **error}
        self.status = status
        self.kept = kept

    def told(self) -> Told:
        return as_json({"error": self.error}, self.status)


def read_form(text: str) -> Thing:
    """Return `a[b]=1&c[]=2&d[0]=3` as {"a": {"b": "1"}, "c": ["2"], "d": ["3"]}."""
    found: Thing = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        first, *rest = _PARTS.findall(name)
        place, key = found, first
        for part in rest:
            place, key = place.setdefault(key, {}), part
        if name.endswith("[]"):
            place.setdefault(key, {})[str(len(place.get(key, {})))] = value
        else:
            place[key] = value
    return {key: _as_list(value) for key, value in found.items()}


def _as_list(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_as_list(value[key]) for key in sorted(value, key=int)]
    return {key: _as_list(each) for key, each in value.items()}


def unfolded(thing: Thing, paths: Iterable[str], find: Callable[[str], Thing | None]) -> Thing:
    """Return an object in which the ids at some paths are replaced by what they name."""
    told = dict(thing)
    for path in paths:
        name, _dot, rest = path.partition(".")
        value = told.get(name)
        deeper = [rest] if rest else []
        if isinstance(value, list):
            told[name] = [unfolded(each, deeper, find) for each in value]
        elif isinstance(value, str) and (named := find(value)):
            told[name] = unfolded(named, deeper, find)
        elif isinstance(value, dict):
            told[name] = unfolded(value, deeper, find)
    return told


def page(things: list[Thing], query: Thing, url: str) -> Thing:
    """Return a page of a list, newest first: https://docs.stripe.com/api/pagination."""
    within = query.get("created", {})
    low, high = int(within.get("gte", 0)), int(within.get("lt", within.get("lte", 1 << 60)))
    last = "lt" in within
    found = [
        each
        for each in things
        if low <= each["created"]
        and (each["created"] < high or (each["created"] == high and not last))
    ]
    found.reverse()
    if after := query.get("starting_after"):
        ids = [each["id"] for each in found]
        found = found[ids.index(after) + 1 :]
    limit = int(query.get("limit", 10))
    return {"object": "list", "url": url, "has_more": len(found) > limit, "data": found[:limit]}
