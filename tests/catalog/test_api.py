"""The catalogue for programs of the back office, over HTTP."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from guildhall.catalog.operations import create_product
from guildhall.catalog.types import ProductDraft
from guildhall.identity.operations import issue_api_key
from guildhall.identity.types import KeyTerms
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.company import Company, standing_company
from tests.harness.processes import Web

RIGHTS = ("catalog:edit", "catalog:export")
SHIRT = {
    "title": "Shirt",
    "options": [
        {"name": "Color", "values": ["Red", "Blue"]},
        {"name": "Size", "values": ["S", "M"]},
    ],
}


@pytest.fixture(scope="module")
def company(scopes: dict[str, Scope]) -> Iterator[Company]:
    with standing_company(scopes["alpha"]) as alpha:
        yield alpha


@pytest.fixture(scope="module")
def office(company: Company, web: Web) -> Iterator[httpx.Client]:
    with enter(company.scope):
        stamp = system_stamp("test", clock.now())
        key = issue_api_key("goods", capabilities=RIGHTS, stamp=stamp)
    with web.client(company.host, key=key.token) as client:
        yield client


def _send(client: httpx.Client, method: str, path: str, **told: Any) -> httpx.Response:
    headers = {"Idempotency-Key": str(new_id()), **told.pop("headers", {})}
    return client.request(method, f"/api/v1{path}", headers=headers, **told)


@pytest.fixture
def shirt(office: httpx.Client) -> str:
    code = f"S{new_id().hex[-10:]}"
    answer = _send(office, "POST", "/products", json={"code": code, **SHIRT})
    assert answer.status_code == 201, answer.text
    return code


def test_a_product_is_made_with_its_grid_and_read_back(office: httpx.Client, shirt: str) -> None:
    found = office.get(f"/api/v1/products/{shirt}").json()

    assert [each["sku"] for each in found["variant_list"]] == [
        f"{shirt}-RED-S",
        f"{shirt}-RED-M",
        f"{shirt}-BLUE-S",
        f"{shirt}-BLUE-M",
    ]
    assert found["variant_list"][1]["options"] == {"Color": "Red", "Size": "M"}
    assert (found["variants"], found["missing"], found["kind"]) == (4, 0, "goods")


def test_the_same_call_again_makes_nothing_twice(office: httpx.Client) -> None:
    key, code = {"Idempotency-Key": str(new_id())}, f"S{new_id().hex[-10:]}"
    body = {"code": code, "title": "Lamp"}

    answers = [_send(office, "POST", "/products", json=body, headers=key) for _ in range(2)]
    other = _send(office, "POST", "/products", json=body)

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (other.status_code, other.json()["code"]) == (409, "catalog.code_taken")


def test_one_of_two_who_saw_the_same_product_is_told(office: httpx.Client, shirt: str) -> None:
    seen = {"If-Match": office.get(f"/api/v1/products/{shirt}").headers["ETag"]}

    first = _send(office, "PATCH", f"/products/{shirt}", json={"brand": "A"}, headers=seen)
    barcode = f"/variants/{shirt}-RED-S/barcodes/X-{shirt}"
    second = _send(office, "PUT", barcode, json={}, headers=seen)

    assert (first.status_code, second.status_code) == (200, 412)
    assert office.get(f"/api/v1/products/{shirt}").json()["brand"] == "A"


def test_an_edit_leaves_what_it_does_not_name(office: httpx.Client, shirt: str) -> None:
    _send(office, "PATCH", f"/products/{shirt}", json={"brand": "A", "description": "Fine"})
    _send(office, "PATCH", f"/products/{shirt}", json={"brand": ""})

    found = office.get(f"/api/v1/products/{shirt}").json()
    assert (found["title"], found["brand"], found["description"]) == ("Shirt", "", "Fine")


def test_who_follows_the_catalogue_hears_of_what_is_gone(office: httpx.Client, shirt: str) -> None:
    before = clock.now().isoformat()
    _send(office, "POST", f"/products/{shirt}/archival")

    page = office.get("/api/v1/products", params={"updated_since": before}).json()
    listed = office.get("/api/v1/products", params={"text": shirt}).json()

    (gone,) = [each for each in page["items"] if each["code"] == shirt]
    assert gone["archived_at"] is not None
    assert listed["items"] == []


def test_a_grid_grows_and_a_variant_has_an_sku_of_its_own(
    office: httpx.Client, shirt: str
) -> None:
    options = [*SHIRT["options"][:1], {"name": "Size", "values": ["S", "M", "L"]}]

    told = _send(office, "PUT", f"/products/{shirt}/options", json={"options": options})
    assert told.json()["missing"] == 2
    own = {"sku": f"OWN-{shirt}", "options": {"Color": "Red", "Size": "L"}}
    assert _send(office, "POST", f"/products/{shirt}/variants", json=own).status_code == 201
    filled = _send(office, "POST", f"/products/{shirt}/missing-variants")

    assert (filled.json()["variants"], filled.json()["missing"]) == (6, 0)
    again = _send(office, "POST", f"/products/{shirt}/variants", json={**own, "sku": "OTHER"})
    assert (again.status_code, again.json()["code"]) == (409, "catalog.combination_taken")


def test_barcodes_units_and_parts_are_set_and_taken_away(office: httpx.Client, shirt: str) -> None:
    sku, box = f"{shirt}-RED-S", f"B{shirt}"
    code = "10614141000415"
    case = {"packaging": "case", "factor": "6"}

    steps = [
        _send(office, "PUT", f"/variants/{sku}/barcodes/{code}", json=case),
        _send(office, "PUT", f"/variants/{sku}/units/dozen", json={"factor": "12"}),
        _send(office, "POST", "/products", json={"code": box, "title": "B", "kind": "bundle"}),
        _send(
            office,
            "PUT",
            f"/variants/{box}/parts",
            json={"parts": [{"component": sku, "quantity": "2"}]},
        ),
    ]
    assert [step.status_code for step in steps] == [200, 200, 201, 200]
    variant = steps[1].json()["variant_list"][0]
    assert variant["barcodes"] == [
        {"code": code, "packaging": "case", "factor": "6", "is_legacy": False}
    ]
    assert variant["units"] == [{"unit": "dozen", "factor": "12"}]
    assert steps[3].json()["variant_list"][0]["parts"][0]["quantity"] == "2"
    wrong = _send(office, "PUT", f"/variants/{sku}/barcodes/10614141000416", json=case)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "catalog.check_digit_wrong")
    for path in (f"barcodes/{code}", "units/dozen"):
        assert _send(office, "DELETE", f"/variants/{sku}/{path}").status_code == 200


def test_the_tree_and_the_attributes_are_kept_by_programs(
    office: httpx.Client, shirt: str
) -> None:
    home, light = f"h{shirt.lower()}", f"l{shirt.lower()}"
    made = f"m{shirt.lower()}"
    choices = [{"code": "wool", "title": "Wool"}]
    steps = [
        _send(office, "POST", "/categories", json={"code": home, "title": "Home"}),
        _send(office, "POST", "/categories", json={"code": light, "title": "Light"}),
        _send(office, "PUT", f"/categories/{light}/parent", json={"parent": home}),
        _send(
            office,
            "POST",
            "/attributes",
            json={"code": made, "title": "Made", "type": "choice", "choices": choices},
        ),
        _send(office, "PATCH", f"/products/{shirt}", json={"category": light}),
        _send(
            office,
            "PUT",
            f"/products/{shirt}/attributes",
            json={"attributes": {made: ["wool"]}},
        ),
    ]

    assert [step.status_code for step in steps] == [201, 201, 200, 201, 200, 200]
    assert steps[-1].json()["attributes"] == {made: ["wool"]}
    assert office.get(f"/api/v1/categories/{home}").json()["products"] == 1
    listed = office.get("/api/v1/products", params={"category": home}).json()
    assert [each["code"] for each in listed["items"]] == [shirt]
    wrong = _send(
        office, "PUT", f"/products/{shirt}/attributes", json={"attributes": {made: ["silk"]}}
    )
    fields = [each["field"] for each in wrong.json()["errors"]]
    assert (wrong.status_code, fields) == (422, [made])
    ring = _send(office, "PUT", f"/categories/{home}/parent", json={"parent": light})
    assert (ring.status_code, ring.json()["code"]) == (409, "catalog.category_in_itself")


def test_a_key_of_one_channel_reads_what_it_sells_and_changes_nothing(
    company: Company, web: Web, stamp: Stamp
) -> None:
    with enter(company.scope):
        create_product(ProductDraft(f"D{new_id().hex[-10:]}", "Draft"), stamp=stamp)
        terms = KeyTerms(scope="channel:web")
        key = issue_api_key("web", capabilities=RIGHTS, terms=terms, stamp=stamp)

    with web.client(company.host, key=key.token) as client:
        listed = client.get("/api/v1/products", params={"limit": 200}).json()["items"]
        changed = _send(client, "PATCH", "/products/APPLE", json={"brand": "x"})

    assert {each["code"] for each in listed} == {"APPLE", "BREAD", "CHEESE", "DATES", "EGGS"}
    assert changed.status_code == 403
