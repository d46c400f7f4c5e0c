"""The fields of a schema as rows of a table: of what kind each is, and within which bounds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html

from guildhall.config.documents import words
from guildhall.config.documents.words import Text
from public_site.storefront.schemas import PLAIN

type Json = dict[str, Any]

# Lower bound, upper bound, and what they bound.
RANGES = (("minLength", "maxLength", words.CHARACTERS), ("minItems", "maxItems", words.ENTRIES))
BOUNDS = (
    ("minimum", words.AT_LEAST),
    ("exclusiveMinimum", words.AT_LEAST),
    ("maximum", words.AT_MOST),
    ("exclusiveMaximum", words.AT_MOST),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A type by name; `shape` is the schema that it leads to, empty for plain ones."""

    text: str
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A bound in words, with the value that a program needs."""

    words: Text
    value: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    place: Text
    kinds: tuple[Kind, ...]
    required: bool
    about: str
    notes: tuple[Note, ...]


def fields_of(schema: Json) -> tuple[Field, ...]:
    """Return the fields of an object; what is no object has none."""
    required = schema.get("required", ())
    return tuple(
        Field(
            name=name,
            place="",
            kinds=kinds_of(field),
            required=name in required,
            about=shown(field),
            notes=notes_of(field),
        )
        for name, field in schema.get("properties", {}).items()
    )


def kinds_of(schema: Json) -> tuple[Kind, ...]:
    """Return the types that a value may be of; no schema, none."""
    if options := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return tuple(dict.fromkeys(kind for one in options for kind in kinds_of(one)))
    if name := name_in(schema):
        return (Kind(name, name),)
    if schema.get("type") == "array":
        return tuple(Kind(f"{kind.text}[]", kind.shape) for kind in kinds_of(schema["items"]))
    plain = schema.get("format") or schema.get("type")
    return (Kind(plain),) if plain else ()


def notes_of(schema: Json) -> tuple[Note, ...]:
    """Return the bounds of a value, whichever of its types they belong to."""
    return tuple(dict.fromkeys(note for part in _parts(schema) for note in _notes(part)))


def shown(told: Json) -> str:
    """Return a description as markup: what stands in backticks is code."""
    parts = told.get("description", "").split("`")
    forms = ("<code>{}</code>" if place % 2 else "{}" for place in range(len(parts)))
    return format_html("".join(forms), *parts)


def name_in(schema: Json) -> str:
    """Return the name of the schema that this one refers to, or nothing."""
    name: str = schema.get("$ref", "").rpartition("/")[2]
    return name


def _parts(schema: Json) -> Iterator[Json]:
    yield schema
    for one in schema.get("anyOf", ()):
        yield from _parts(one)
    if "items" in schema:
        yield from _parts(schema["items"])


def _notes(schema: Json) -> Iterator[Note]:
    if schema.get("default") not in (None, ""):
        yield Note(words.DEFAULT, json.dumps(schema["default"], ensure_ascii=False))
    if choices := [each for each in schema.get("enum", ()) if each != ""]:
        yield Note(words.ONE_OF, ", ".join(str(each) for each in choices))
    yield from _bounds(schema)
    if schema.get("pattern") == PLAIN:
        yield Note(words.NO_CONTROL_CHARACTERS)
    elif "pattern" in schema:
        yield Note(words.PATTERN, schema["pattern"])


def _bounds(schema: Json) -> Iterator[Note]:
    for low, high, bounded in RANGES:
        if low in schema or high in schema:
            yield Note(bounded, f"{schema.get(low, 0)}–{schema.get(high, '')}")
    for name, bound in BOUNDS:
        if name in schema:
            yield Note(bound, str(schema[name]))
