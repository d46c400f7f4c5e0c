"""A document as a page shows it: operations by tag, fields as rows, problems as a list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from guildhall.config.documents.compare import METHODS
from guildhall.config.documents.fields import (
    Field,
    Kind,
    fields_of,
    kinds_of,
    name_in,
    notes_of,
    shown,
)
from guildhall.config.documents.words import PLACES, STATUSES, Text
from guildhall.console.shell.rights import Right, words_for

type Json = dict[str, Any]

PROBLEM = "Problem"


@dataclass(frozen=True, slots=True)
class Status:
    """A code that a call may be answered with."""

    code: str
    phrase: str
    words: Text


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent or comes back; `statuses` are empty for what is sent."""

    kinds: tuple[Kind, ...]
    about: str
    fields: tuple[Field, ...]
    statuses: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    method: str
    path: str
    summary: str
    about: str
    rights: tuple[Right, ...]
    parameters: tuple[Field, ...]
    sent: Body | None
    answers: tuple[Body, ...]
    problems: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one tag."""

    tag: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema that fields of others are of."""

    name: str
    about: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A whole document."""

    title: str
    about: str
    version: str
    ways: tuple[str, ...]
    groups: tuple[Group, ...]
    problems: tuple[Status, ...]
    shapes: tuple[Shape, ...]


def reference_of(document: Json) -> Reference:
    """Return what the page of a document shows."""
    operations = sorted(_operations(document), key=lambda pair: pair[0])
    groups = tuple(
        Group(tag, tuple(operation for _tag, operation in found))
        for tag, found in groupby(operations, key=lambda pair: pair[0])
    )
    refused = {each.code: each for _tag, one in operations for each in one.problems}
    components = document["components"]
    return Reference(
        title=document["info"]["title"],
        about=document["info"]["description"],
        version=document["info"]["version"],
        ways=tuple(way["description"] for way in components["securitySchemes"].values()),
        groups=groups,
        problems=tuple(refused[code] for code in sorted(refused)),
        shapes=tuple(
            Shape(name, shown(schema), fields_of(schema))
            for name, schema in components["schemas"].items()
        ),
    )


def _operations(document: Json) -> Iterator[tuple[str, Operation]]:
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                told = methods[method]
                tag = next(iter(told.get("tags", ())), "")
                yield tag, _operation(f"{method.upper()} {path}", told, schemas)


def _operation(call: str, told: Json, schemas: Json) -> Operation:
    method, _space, path = call.partition(" ")
    scopes = dict.fromkeys(
        scope for way in told["security"] for found in way.values() for scope in found
    )
    answers = told["responses"]
    return Operation(
        name=told["operationId"],
        method=method,
        path=path,
        summary=told["summary"],
        about=shown(told),
        rights=words_for(scopes),
        parameters=tuple(_parameter(each) for each in told["parameters"]),
        sent=_body(told["requestBody"], schemas) if "requestBody" in told else None,
        answers=_answers({code: answers[code] for code in answers if code < "4"}, schemas),
        problems=tuple(_status(code, answers[code]) for code in sorted(answers) if code >= "4"),
    )


def _parameter(told: Json) -> Field:
    schema = told["schema"]
    return Field(
        name=told["name"],
        place=PLACES[told["in"]],
        kinds=kinds_of(schema),
        required=told.get("required", False),
        about=shown(told),
        notes=notes_of(schema),
    )


def _answers(told: Json, schemas: Json) -> tuple[Body, ...]:
    """Return what comes back; codes with the same body share a table."""
    alike: dict[tuple[tuple[Kind, ...], str], tuple[Body, list[Status]]] = {}
    for code in sorted(told):
        body = _body(told[code], schemas)
        found = alike.setdefault((body.kinds, body.about), (body, []))
        found[1].append(_status(code, told[code]))
    return tuple(
        Body(body.kinds, body.about, body.fields, tuple(statuses))
        for body, statuses in alike.values()
    )


def _body(told: Json, schemas: Json) -> Body:
    schema = _only(media["schema"] for media in told.get("content", {}).values())
    named: Json = schemas.get(name_in(schema), schema)
    return Body(kinds_of(schema), shown(named), fields_of(named))


def _only(schemas: Iterable[Json]) -> Json:
    return next(iter(schemas), {})


def _status(code: str, told: Json) -> Status:
    phrase: str = told["description"]
    return Status(code, phrase, STATUSES.get(code, phrase))
