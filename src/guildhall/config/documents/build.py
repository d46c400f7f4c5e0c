"""From the APIs to one OpenAPI 3.1 document per audience."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from guildhall.config.documents import parts
from guildhall.config.documents.audiences import Audience
from guildhall.kernel.credentials import Needs

type Json = dict[str, Any]

UNSAFE = frozenset({"post", "put", "patch", "delete"})
# What any call may be answered with, then what only some may.
ALWAYS = (400, 401, 402, 403, 404, 422, 429, 500, 503)
WHERE_UNSAFE = (409, 412, 413)


class Undeclared(Exception):
    """An operation that lacks what a document must say of it; the text names it."""


class _Whole(OpenAPISchema):
    """ninja's document; two schemas of one name would silently become one."""

    def add_schema_definitions(self, definitions: Json) -> None:
        twice = [name for name, it in definitions.items() if self.schemas.get(name, it) != it]
        if twice:
            raise Undeclared(f"two schemas are called {', '.join(twice)}")
        super().add_schema_definitions(definitions)


def document_of(api: NinjaAPI, audience: Audience) -> Json:
    """Return the document of one audience. Raises Undeclared."""
    whole = json.loads(json.dumps(_Whole(api, path_prefix="")))
    declared = dict(_operations(api))
    paths = {
        path: {
            method: _told(operation, method, declared[method, path])
            for method, operation in methods.items()
        }
        for path, methods in sorted(whole["paths"].items())
        if audience.is_for(path)
    }
    schemas = {**whole["components"]["schemas"], **parts.SCHEMAS}
    scopes = sorted({needs.permission for needs in _gates(api, audience)})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": audience.title,
            "version": api.version,
            "description": audience.about,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "The host that serves this document."}],
        "paths": paths,
        "components": {
            "schemas": _used(schemas, paths),
            "securitySchemes": parts.security_schemes(scopes),
        },
    }


def text_of(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _operations(api: NinjaAPI) -> Iterator[tuple[tuple[str, str], Any]]:
    for router in api._get_bound_routers():  # noqa: SLF001 - ninja shows them in no other way
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield (method.lower(), f"{router.prefix}{path}"), operation


def _gates(api: NinjaAPI, audience: Audience) -> Iterator[Needs]:
    for (_method, path), operation in _operations(api):
        if audience.is_for(path):
            yield _gate(operation, path)


def _gate(operation: Any, path: str) -> Needs:
    gates = [gate for gate in operation.auth_callbacks if isinstance(gate, Needs)]
    if len(gates) != 1 or len(operation.auth_callbacks) != 1:
        raise Undeclared(
            f"{path} does not declare the one permission that it needs: auth=Needs(…)"
        )
    return gates[0]


def _told(operation: Json, method: str, declared: Any) -> Json:
    if not declared.operation_id:
        raise Undeclared(f"{operation['operationId']} has no operation_id of its own")
    needed = _gate(declared, operation["operationId"]).permission
    operation["security"] = [{name: [needed]} for name in parts.SCHEMES]
    operation["parameters"] = [_never_null(each) for each in operation.get("parameters", [])]
    if method in UNSAFE:
        operation["parameters"].append(parts.IDEMPOTENCY_KEY)
    codes = {*ALWAYS, *(WHERE_UNSAFE if method in UNSAFE else ())}
    answers = operation["responses"]
    for code in sorted(codes):
        answers.setdefault(str(code), _problem(code))
    for code, answer in answers.items():
        answer["headers"] = {**parts.HEADERS, **answer.get("headers", {})}
        if code == "304":
            answer.pop("content", None)
    return operation


def _problem(code: int) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": HTTPStatus(code).phrase,
        "content": {"application/problem+json": {"schema": schema}},
    }


def _never_null(parameter: Json) -> Json:
    """Return a parameter as it can be sent: what is absent is left out, never null."""
    schema = parameter["schema"]
    options = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(options) == 1:
        rest = {name: value for name, value in schema.items() if name != "anyOf"}
        schema = {**options[0], **rest}
    kept = {k: v for k, v in schema.items() if not (k == "default" and v is None)}
    return {**parameter, "schema": kept}


def _used(schemas: Json, paths: Json) -> Json:
    """Return those schemas that the paths mention, and those that these mention."""
    found: set[str] = set()
    waiting: list[Any] = [paths]
    while waiting:
        names = set(_mentioned(waiting.pop())) - found
        found |= names
        waiting.extend(schemas[name] for name in names)
    return {name: schemas[name] for name in sorted(found)}


def _mentioned(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].rpartition("/")[2]
        for inner in node.values():
            yield from _mentioned(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _mentioned(inner)
