"""The documents say what the APIs are, are current, and are served as they were built."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from jsonschema_rs import meta
from ninja import NinjaAPI, Router
from pytest_django import Settings

from guildhall.config.api import DOCUMENTS
from guildhall.config.documents.audiences import STOREFRONT, Audience
from guildhall.config.documents.build import Undeclared, document_of
from guildhall.kernel.credentials import Needs
from tests.harness.processes import Web

HOSTS = {"storefront": "alpha.localhost", "programs": "alpha.localhost", "hq": "localhost"}
every_document = pytest.mark.parametrize("audience", DOCUMENTS, ids=lambda each: each.name)


def operations_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in document["paths"].values() for operation in methods.values()]


def test_the_committed_documents_are_what_the_apis_say() -> None:
    call_command("build_openapi", "--check")


@every_document
def test_every_operation_has_a_name_a_scope_and_problems(audience: Audience) -> None:
    document = json.loads(audience.file.read_text())
    scopes = document["components"]["securitySchemes"]["app"]["flows"]["clientCredentials"][
        "scopes"
    ]

    operations = operations_of(document)

    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names) > 0
    for operation in operations:
        assert [list(way) for way in operation["security"]] == [["key"], ["app"]]
        assert {
            scope for way in operation["security"] for found in way.values() for scope in found
        } <= set(scopes)
        refused = {code for code in operation["responses"] if code[0] in "45"}
        assert {"401", "403", "404", "422", "429", "500"} <= refused
        assert all(
            "application/problem+json" in operation["responses"][code]["content"]
            for code in refused
        )


@every_document
def test_every_schema_is_a_valid_one_and_every_reference_leads_somewhere(
    audience: Audience,
) -> None:
    document = json.loads(audience.file.read_text())
    schemas = document["components"]["schemas"]

    for schema in schemas.values():
        meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})

    text = json.dumps(document)
    assert {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]} == set(
        schemas
    )


def test_no_audience_sees_what_is_for_another() -> None:
    seen: list[str] = []
    for audience in DOCUMENTS:
        seen += json.loads(audience.file.read_text())["paths"]

    assert len(seen) == len(set(seen))
    assert not STOREFRONT.is_for("/api/v1/orders")
    assert not STOREFRONT.is_for("/api/orders")


@every_document
def test_a_document_is_served_as_built_and_not_sent_twice(web: Web, audience: Audience) -> None:
    with web.client(HOSTS[audience.name]) as client:
        first = client.get(f"{audience.address}/openapi.json")
        again = client.get(
            f"{audience.address}/openapi.json", headers={"If-None-Match": first.headers["ETag"]}
        )

    assert (first.status_code, first.content) == (200, audience.file.read_bytes())
    assert (again.status_code, again.content) == (304, b"")


def test_an_operation_without_a_name_of_its_own_is_refused() -> None:
    router = Router()
    toy = NinjaAPI(urls_namespace="toy-nameless")

    @router.get("/things", auth=Needs("things:view"))
    def things(request: HttpRequest) -> None: ...

    toy.add_router("/storefront/v1", router)

    with pytest.raises(Undeclared, match="operation_id"):
        document_of(toy, STOREFRONT)


def test_an_operation_without_a_scope_is_refused() -> None:
    router = Router()
    toy = NinjaAPI(urls_namespace="toy-open")

    @router.get("/things", operation_id="things")
    def things(request: HttpRequest) -> None: ...

    toy.add_router("/storefront/v1", router)

    with pytest.raises(Undeclared, match="permission"):
        document_of(toy, STOREFRONT)


def test_a_stale_document_is_told(settings: Settings, tmp_path: Any) -> None:
    settings.API_DOCUMENTS = tmp_path
    call_command("build_openapi")
    text = STOREFRONT.file.read_text()
    STOREFRONT.file.write_text(text.replace("Catalogue, price", "Price"))

    with pytest.raises(CommandError, match="stale"):
        call_command("build_openapi", "--check")


def test_what_breaks_callers_is_not_built_without_a_reason(
    settings: Settings, tmp_path: Any
) -> None:
    settings.API_DOCUMENTS = tmp_path
    call_command("build_openapi")
    document = json.loads(STOREFRONT.file.read_text())
    document["paths"]["/storefront/v1/wishes"] = document["paths"]["/storefront/v1/products"]
    STOREFRONT.file.write_text(json.dumps(document))

    with pytest.raises(CommandError, match="GET /storefront/v1/wishes is gone"):
        call_command("build_openapi")
    call_command("build_openapi", "--break", "nobody wishes any more")

    assert "wishes" not in STOREFRONT.file.read_text()
