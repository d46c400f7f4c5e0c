"""Whether one OpenAPI document breaks the callers of another.

Asked of a caller may be less, told to a caller may be more; nothing that was there goes away.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

type Json = dict[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")
# How far a value may go: raising the first kind or lowering the second refuses what was taken.
LEAST = ("minLength", "minimum", "exclusiveMinimum", "minItems")
MOST = ("maxLength", "maximum", "exclusiveMaximum", "maxItems")


def breaks_between(old: Json, new: Json) -> tuple[str, ...]:
    """Return, line by line, what a caller of `old` loses with `new`."""
    return tuple(dict.fromkeys(_Comparison(old, new).lines()))


@dataclass(slots=True)
class _Comparison:
    old: Json
    new: Json
    seen: set[tuple[str, str, bool]] = field(default_factory=set)

    def lines(self) -> Iterator[str]:
        for path, methods in self.old["paths"].items():
            for method in METHODS:
                if method in methods:
                    name = f"{method.upper()} {path}"
                    there = self.new["paths"].get(path, {}).get(method)
                    yield from (
                        (f"{name} is gone",)
                        if there is None
                        else self._operation(name, methods[method], there)
                    )

    def _operation(self, name: str, old: Json, new: Json) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"{name} was {old['operationId']} and is {new['operationId']}"
        if (more := _scopes(new) - _scopes(old)) and _scopes(old):
            yield f"{name} needs {', '.join(sorted(more))}"
        yield from self._parameters(name, old, new)
        yield from self._body(name, old.get("requestBody"), new.get("requestBody"))
        for code, answer in old["responses"].items():
            if code.startswith("2"):
                yield from self._answer(f"{name} {code}", answer, new["responses"].get(code))

    def _parameters(self, name: str, old: Json, new: Json) -> Iterator[str]:
        before, after = _by_name(old), _by_name(new)
        for key, parameter in before.items():
            where = f"{name} {key[0]} {key[1]}"
            if key not in after:
                yield f"{where} is gone"
                continue
            if after[key].get("required") and not parameter.get("required"):
                yield f"{where} is required now"
            yield from self._asked(where, parameter["schema"], after[key]["schema"])
        for key in after.keys() - before.keys():
            if after[key].get("required"):
                yield f"{name} {key[0]} {key[1]} is new and required"

    def _body(self, name: str, old: Json | None, new: Json | None) -> Iterator[str]:
        if old is None:
            if new is not None and new.get("required"):
                yield f"{name} body is new and required"
            return
        if new is None:
            yield f"{name} body is gone"
            return
        if new.get("required") and not old.get("required"):
            yield f"{name} body is required now"
        for kind, media in old["content"].items():
            if kind not in new["content"]:
                yield f"{name} body as {kind} is gone"
                continue
            yield from self._asked(f"{name} body", media["schema"], new["content"][kind]["schema"])

    def _answer(self, name: str, old: Json, new: Json | None) -> Iterator[str]:
        if new is None:
            yield f"{name} is gone"
            return
        for kind, media in old.get("content", {}).items():
            if kind not in new.get("content", {}):
                yield f"{name} as {kind} is gone"
                continue
            yield from self._told(name, media["schema"], new["content"][kind]["schema"])

    def _asked(self, where: str, old: Json, new: Json) -> Iterator[str]:
        """Compare what a caller sends: it must still be taken."""
        if self._known(old, new, asked=True):
            return
        if gone := _types(self.old, old) - _types(self.new, new):
            yield f"{where} no longer takes {_lost(gone)}"
        old, new = _resolved(self.old, old), _resolved(self.new, new)
        if "enum" in new and (left_out := set(old.get("enum", ["others"])) - set(new["enum"])):
            yield f"{where} no longer takes {_lost(left_out)}"
        if new.get("pattern") not in {None, old.get("pattern")}:
            yield f"{where} has another pattern"
        yield from _narrowed(where, old, new)
        yield from self._fields(where, old, new)
        if "items" in old and "items" in new:
            yield from self._asked(f"{where}[]", old["items"], new["items"])

    def _fields(self, where: str, old: Json, new: Json) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before.keys() - after.keys():
            yield f"{where}.{name} is gone"
        for name in set(new.get("required", ())) - set(old.get("required", ())):
            yield f"{where}.{name} is required now"
        for name in before.keys() & after.keys():
            yield from self._asked(f"{where}.{name}", before[name], after[name])

    def _told(self, where: str, old: Json, new: Json) -> Iterator[str]:
        """Compare what a caller reads: it must still be there, of the kinds that it was."""
        if self._known(old, new, asked=False):
            return
        if more := _types(self.new, new) - _types(self.old, old):
            yield f"{where} may be {_lost(more)} now"
        old, new = _resolved(self.old, old), _resolved(self.new, new)
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before.keys() - after.keys():
            yield f"{where}.{name} is gone"
        for name in set(old.get("required", ())) - set(new.get("required", ())):
            if name in after:
                yield f"{where}.{name} may be missing now"
        for name in before.keys() & after.keys():
            yield from self._told(f"{where}.{name}", before[name], after[name])
        if "items" in old and "items" in new:
            yield from self._told(f"{where}[]", old["items"], new["items"])

    def _known(self, old: Json, new: Json, *, asked: bool) -> bool:
        """Return whether this pair of named schemas was compared; one may mention itself."""
        key = (old.get("$ref", ""), new.get("$ref", ""), asked)
        if not key[0] or not key[1]:
            return False
        known = key in self.seen
        self.seen.add(key)
        return known


def _by_name(operation: Json) -> dict[tuple[str, str], Json]:
    return {(each["in"], each["name"]): each for each in operation.get("parameters", ())}


def _scopes(operation: Json) -> set[str]:
    return {
        scope for way in operation.get("security", ()) for found in way.values() for scope in found
    }


def _resolved(document: Json, schema: Json) -> Json:
    """Return a schema itself; of `X or null`, X."""
    options = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(options) == 1:
        return _resolved(document, options[0])
    if "$ref" not in schema:
        return schema
    named: Json = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return _resolved(document, named)


def _types(document: Json, schema: Json) -> set[str]:
    if options := schema.get("anyOf"):
        return {kind for one in options for kind in _types(document, one)}
    if "$ref" in schema:
        return _types(document, _resolved(document, schema))
    kind = schema.get("type")
    return set(kind) if isinstance(kind, list) else {kind or "anything"}


def _narrowed(where: str, old: Json, new: Json) -> Iterator[str]:
    for word in LEAST:
        if word in new and new[word] > old.get(word, float("-inf")):
            yield f"{where} has a {word} of {new[word]} now"
    for word in MOST:
        if word in new and new[word] < old.get(word, float("inf")):
            yield f"{where} has a {word} of {new[word]} now"


def _lost(values: Iterable[object]) -> str:
    return ", ".join(sorted(str(value) for value in values))
