"""What breaks a caller is told, and what does not is not."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from guildhall.config.documents.compare import breaks_between

type Json = dict[str, Any]
type Change = Callable[[Json], object]

WISH: Json = {
    "type": "object",
    "required": ["sku", "kind"],
    "properties": {
        "sku": {"type": "string", "maxLength": 64},
        "kind": {"type": "string", "enum": ["gift", "own"]},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "more": {"type": "array", "items": {"$ref": "#/components/schemas/Wish"}},
    },
}
BEFORE: Json = {
    "paths": {
        "/wishes": {
            "post": {
                "operationId": "wish",
                "security": [{"key": ["wishes:edit"]}],
                "parameters": [
                    {
                        "in": "query",
                        "name": "site",
                        "required": False,
                        "schema": {"type": "integer"},
                    }
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Wish"}}
                    },
                },
                "responses": {
                    "201": {
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Granted"}
                            }
                        }
                    },
                    "409": {"description": "Conflict"},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Wish": WISH,
            "Granted": {
                "type": "object",
                "required": ["number"],
                "properties": {
                    "number": {"type": "string"},
                    "wish": {"$ref": "#/components/schemas/Wish"},
                },
            },
        }
    },
}


def operation(document: Json) -> Json:
    found: Json = document["paths"]["/wishes"]["post"]
    return found


def wish(document: Json) -> Json:
    found: Json = document["components"]["schemas"]["Wish"]
    return found


def granted(document: Json) -> Json:
    found: Json = document["components"]["schemas"]["Granted"]
    return found


def after(change: Change) -> tuple[str, ...]:
    changed = deepcopy(BEFORE)
    change(changed)
    return breaks_between(BEFORE, changed)


NEW_PARAMETER = {"in": "query", "name": "store", "required": True, "schema": {"type": "string"}}
BREAKING: dict[str, tuple[Change, str]] = {
    "address": (lambda d: d["paths"].clear(), "POST /wishes is gone"),
    "operation": (lambda d: d["paths"]["/wishes"].clear(), "POST /wishes is gone"),
    "name": (lambda d: operation(d).update(operationId="ask"), "was wish and is ask"),
    "scope": (lambda d: operation(d).update(security=[{"key": ["all:edit"]}]), "needs all:edit"),
    "parameter": (lambda d: operation(d).update(parameters=[]), "query site is gone"),
    "new parameter": (
        lambda d: operation(d)["parameters"].append(NEW_PARAMETER),
        "new and required",
    ),
    "required parameter": (
        lambda d: operation(d)["parameters"][0].update(required=True),
        "query site is required now",
    ),
    "type of a parameter": (
        lambda d: operation(d)["parameters"][0].update(schema={"type": "string"}),
        "no longer takes integer",
    ),
    "field asked": (lambda d: wish(d)["properties"].pop("note"), "body.note is gone"),
    "required field": (lambda d: wish(d)["required"].append("note"), "body.note is required now"),
    "enum": (lambda d: wish(d)["properties"]["kind"].update(enum=["own"]), "no longer takes gift"),
    "length": (lambda d: wish(d)["properties"]["sku"].update(maxLength=8), "maxLength of 8"),
    "pattern": (lambda d: wish(d)["properties"]["sku"].update(pattern="^A"), "another pattern"),
    "null": (lambda d: wish(d)["properties"].update(note={"type": "string"}), "longer takes null"),
    "field told": (lambda d: granted(d)["properties"].pop("number"), "201.number is gone"),
    "told perhaps": (lambda d: granted(d)["required"].clear(), "201.number may be missing now"),
    "kind told": (
        lambda d: granted(d)["properties"]["number"].update(type="integer"),
        "201.number may be integer now",
    ),
    "answer": (lambda d: operation(d)["responses"].pop("201"), "201 is gone"),
    "media type": (
        lambda d: operation(d)["responses"]["201"].update(content={"text/csv": {"schema": {}}}),
        "as application/json is gone",
    ),
}
HARMLESS: dict[str, Change] = {
    "nothing": lambda _d: None,
    "another address": lambda d: d["paths"].update({"/more": d["paths"]["/wishes"]}),
    "an optional parameter": lambda d: operation(d)["parameters"].append(
        {**NEW_PARAMETER, "required": False}
    ),
    "an optional field": lambda d: wish(d)["properties"].update(color={"type": "string"}),
    "one more choice": lambda d: wish(d)["properties"]["kind"]["enum"].append("loan"),
    "a field told": lambda d: granted(d)["properties"].update(at={"type": "string"}),
    "another refusal": lambda d: operation(d)["responses"].update({"404": {"description": "No"}}),
}


@pytest.mark.parametrize("what", BREAKING)
def test_what_a_caller_loses_is_told(what: str) -> None:
    change, told = BREAKING[what]

    assert told in "\n".join(after(change))


@pytest.mark.parametrize("what", HARMLESS)
def test_what_a_caller_gains_is_no_break(what: str) -> None:
    assert after(HARMLESS[what]) == ()
