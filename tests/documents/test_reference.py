"""The pages about the APIs say all that the documents say, to anybody, without scripts."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from guildhall.config.documents.audiences import HEADQUARTERS, PROGRAMS, STOREFRONT, Audience
from guildhall.config.documents.fields import Kind, Note, kinds_of, notes_of, shown
from guildhall.config.documents.reference import reference_of
from guildhall.config.documents.words import AT_MOST, PLACES, STATUSES
from guildhall.console.shell.rights import WORDS
from guildhall.kernel.tenancy import Scope

HOSTS = {STOREFRONT: "alpha.localhost", PROGRAMS: "alpha.localhost", HEADQUARTERS: "localhost"}
every_page = pytest.mark.parametrize("audience", HOSTS, ids=lambda each: each.name)

pytestmark = pytest.mark.usefixtures("alpha")


def document_of(audience: Audience) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(audience.file.read_text())
    return document


def page_of(audience: Audience, **headers: str) -> str:
    answer = Client(headers={"host": HOSTS[audience], **headers}).get(audience.reference)
    assert answer.status_code == 200
    return answer.content.decode()


def part_of(page: str, name: str) -> str:
    """Return what stands under the anchor of one operation, without markup."""
    (found,) = re.findall(rf'<section [^>]*id="{name}">.*?</section>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).split())


def _letters(text: str) -> str:
    return "".join(text.replace("`", "").split())


def _fields_of(schema: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    """Return the names of the fields of a body; a bare list has none, its things have a table."""
    named = schema.get("$ref", "").rpartition("/")[2]
    meant = schemas[named] if named else schema
    return [] if meant.get("type") == "array" else list(meant["properties"])


@every_page
def test_every_operation_stands_there_with_its_right_its_fields_and_its_problems(
    audience: Audience,
) -> None:
    document, page = document_of(audience), page_of(audience)
    schemas = document["components"]["schemas"]

    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            told = part_of(page, operation["operationId"])
            assert f"{method.upper()} {path}" in told
            assert f'href="#{operation["operationId"]}"' in page
            (scope,) = operation["security"][0]["key"]
            assert f"{WORDS[scope]} {scope}" in told
            assert _letters(operation["description"]) in _letters(told)
            names = [each["name"] for each in operation["parameters"]]
            for body in (operation.get("requestBody", {}), operation["responses"].get("200", {})):
                for media in body.get("content", {}).values():
                    if media["schema"].get("format") == "binary":
                        continue  # a file has no fields
                    names += _fields_of(media["schema"], schemas)
            assert [name for name in names if name not in told.split()] == []
            assert [code for code in operation["responses"] if code not in told.split()] == []


@every_page
def test_every_type_has_a_table_and_every_link_inside_leads_somewhere(audience: Audience) -> None:
    page = page_of(audience)

    anchors = re.findall(r'\bid="([^"]+)"', page)
    inside = set(re.findall(r'href="#([^"]+)"', page))

    assert len(set(anchors)) == len(anchors)
    assert inside <= set(anchors)
    assert {f"type-{name}" for name in document_of(audience)["components"]["schemas"]} <= set(
        anchors
    )


@every_page
def test_a_page_runs_nothing_that_stands_in_it(audience: Audience) -> None:
    answer = Client(headers={"host": HOSTS[audience]}).get(audience.reference)
    page = answer.content.decode()

    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    assert "'self'" in answer["Content-Security-Policy"]
    assert [tag for tag in re.findall(r"<script\b[^>]*>", page) if "src=" not in tag] == []
    assert not re.search(r"<style\b|\sstyle=|\son\w+=|javascript:", page)


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("alpha.localhost", HEADQUARTERS.reference),
        ("localhost", STOREFRONT.reference),
        ("localhost", PROGRAMS.reference),
        ("alpha.localhost", f"{PROGRAMS.reference}/"),
        ("alpha.localhost", f"{PROGRAMS.reference}/orders"),
        ("alpha.localhost", "/api/reference"),
        ("nobody.localhost", PROGRAMS.reference),
    ],
)
def test_nothing_is_told_beyond_the_pages(host: str, path: str) -> None:
    answer = Client(headers={"host": host}).get(path)

    assert answer.status_code == 404
    assert "order" not in answer.content.decode().lower().replace(path, "")


def test_beside_the_pages_no_cookie_is_read(alpha: Scope) -> None:
    client = Client(headers={"host": "alpha.localhost"})

    page, beside = client.get(PROGRAMS.reference), client.get("/api/v1/orders")

    assert "Cookie" in page["Vary"]
    assert "Cookie" not in beside.get("Vary", "")
    assert (beside.status_code, beside["Content-Type"]) == (401, "application/problem+json")


def test_a_reader_of_chinese_is_told_what_a_right_means_in_chinese() -> None:
    page = page_of(STOREFRONT, **{"accept-language": "zh-hans"})

    with translation.override("zh-hans"):
        words = str(WORDS["checkout:edit"])
    assert words != "Fill carts and place orders"
    assert words in part_of(page, "place_order")


@every_page
def test_every_place_and_status_of_a_document_is_known_in_words(audience: Audience) -> None:
    for methods in document_of(audience)["paths"].values():
        for operation in methods.values():
            assert set(operation["responses"]) <= set(STATUSES)
            assert {each["in"] for each in operation["parameters"]} <= set(PLACES)


def test_a_schema_that_mentions_itself_is_shown_once() -> None:
    document = document_of(HEADQUARTERS)
    leaf = {"$ref": "#/components/schemas/Tree"}
    document["components"]["schemas"]["Tree"] = {"properties": {"parts": {"items": leaf}}}
    document["components"]["schemas"]["Tree"]["properties"]["parts"]["type"] = "array"

    (tree,) = [each for each in reference_of(document).shapes if each.name == "Tree"]

    assert tree.fields[0].kinds == (Kind("Tree[]", "Tree"),)


def test_what_a_description_says_is_never_markup_of_its_own() -> None:
    told = shown({"description": "Not <b>bold</b>, but `a<b`."})

    assert told == "Not &lt;b&gt;bold&lt;/b&gt;, but <code>a&lt;b</code>."


def test_bounds_of_what_may_be_null_are_told_too() -> None:
    schema = {"anyOf": [{"type": "integer", "maximum": 9}, {"type": "null"}], "default": []}

    assert kinds_of(schema) == (Kind("integer"), Kind("null"))
    assert Note(AT_MOST, "9") in notes_of(schema)
