"""Pictures, words and listings of products for programs, over HTTP."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from django.core.files.storage import storages

from guildhall.catalog.operations import draw_picture
from guildhall.catalog.queries import list_pictures
from guildhall.identity.operations import issue_api_key
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.factories.company import SITE, Company, standing_company
from tests.factories.pictures import make_picture
from tests.harness.processes import Web

RIGHTS = ("catalog:export", "catalog:edit")
PICTURES = "/products/APPLE/pictures"


@pytest.fixture(scope="module")
def company(scopes: dict[str, Scope]) -> Iterator[Company]:
    with standing_company(scopes["alpha"]) as alpha:
        yield alpha
        with enter(alpha.scope):
            for card in list_pictures("APPLE"):
                for name in storages["default"].listdir(f"pictures/{card.id.hex}")[1]:
                    storages["default"].delete(f"pictures/{card.id.hex}/{name}")


@pytest.fixture(scope="module")
def office(company: Company, web: Web) -> Iterator[httpx.Client]:
    with enter(company.scope):
        stamp = system_stamp("test", clock.now())
        key = issue_api_key("window", capabilities=RIGHTS, stamp=stamp)
    with web.client(company.host, key=key.token) as client:
        yield client


def _send(client: httpx.Client, method: str, path: str, **told: Any) -> httpx.Response:
    headers = {"Idempotency-Key": str(new_id()), **told.pop("headers", {})}
    return client.request(method, f"/api/v1{path}", headers=headers, **told)


def _add(client: httpx.Client, content: bytes, **told: Any) -> httpx.Response:
    return _send(client, "POST", PICTURES, files={"file": ("apple.jpg", content)}, **told)


def test_a_picture_is_sent_once_described_ordered_and_removed(
    company: Company, office: httpx.Client, stamp: Stamp
) -> None:
    first = _add(office, make_picture(color=(1, 2, 3))).json()
    again = _add(office, make_picture(color=(1, 2, 3))).json()
    second = _add(office, make_picture(color=(3, 2, 1))).json()
    with enter(company.scope), unit():
        draw_picture(UUID(second["id"]), stamp=stamp)

    said = _send(
        office, "PUT", f"/pictures/{second['id']}/text", json={"locale": "zh-hans", "alt": "苹果"}
    )
    shown = _send(office, "PUT", f"/pictures/{second['id']}/variant", json={"sku": "APPLE"})
    order = {"pictures": [second["id"]]}
    ordered = _send(office, "PUT", "/products/APPLE/picture-order", json=order)
    removed = _send(office, "DELETE", f"/pictures/{first['id']}")
    left = office.get(f"/api/v1{PICTURES}").json()["items"]

    assert (first["id"], first["state"]) == (again["id"], "new")
    assert said.json()["texts"] == [{"locale": "zh-hans", "alt": "苹果"}]
    assert (shown.json()["sku"], shown.json()["state"]) == ("APPLE", "ready")
    assert [each["id"] for each in ordered.json()["items"]] == [second["id"], first["id"]]
    assert [each["id"] for each in removed.json()["items"]] == [second["id"]]
    assert [each["id"] for each in left] == [second["id"]]


def test_the_same_key_takes_the_same_file_whatever_surrounds_it_and_no_other(
    office: httpx.Client,
) -> None:
    """A form has another boundary each time that it is sent."""
    key = {"Idempotency-Key": str(new_id())}
    sent = [
        _add(office, make_picture(color=color), headers=key)
        for color in ((9, 9, 9), (9, 9, 9), (8, 8, 8))
    ]

    assert [answer.status_code for answer in sent] == [201, 201, 422]
    assert sent[1].headers["Idempotency-Replayed"] == "true"
    assert sent[0].json() == sent[1].json()
    assert sent[2].json()["code"] == "idempotency.key_reused"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"<svg/>", 422, "catalog.picture_unreadable"),
        (make_picture() + bytes(15_000_000), 413, "catalog.picture_too_large"),
        (bytes(17_000_000), 413, "http.upload_too_large"),
    ],
    ids=["no picture", "too large", "far too large"],
)
def test_what_cannot_be_taken_is_refused_with_what_to_do(
    office: httpx.Client, content: bytes, status: int, code: str
) -> None:
    answer = _add(office, content)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=", ""])
def test_a_form_that_cannot_be_read_is_refused(office: httpx.Client, kind: str) -> None:
    """A kind of body without what parts its pieces: no call may be broken by it."""
    answer = _send(office, "POST", PICTURES, content=b"x", headers={"Content-Type": kind})

    assert answer.status_code in {400, 415, 422}, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_files_without_a_length_are_refused(office: httpx.Client) -> None:
    """Of a body in chunks the web process reads a part alone: half a picture is none."""

    def chunks() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        yield make_picture() + b"\r\n--b--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = _send(office, "POST", PICTURES, content=chunks(), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "http.length_missing")


def test_pictures_are_put_in_order_by_who_saw_them_as_they_are(office: httpx.Client) -> None:
    (picture, *_) = [_add(office, make_picture(color=(n, 7, 7))).json() for n in (1, 2)]
    path, order = "/products/APPLE/picture-order", {"pictures": [picture["id"]]}
    seen = {"If-Match": office.get(f"/api/v1{PICTURES}").headers["ETag"]}
    _send(office, "PUT", f"/pictures/{picture['id']}/text", json={"alt": "Seen by nobody yet"})

    late = _send(office, "PUT", path, json=order, headers=seen)
    seen = {"If-Match": office.get(f"/api/v1{PICTURES}").headers["ETag"]}
    known = office.get(f"/api/v1{PICTURES}", headers={"If-None-Match": seen["If-Match"]})
    told = _send(office, "PUT", path, json=order, headers=seen)

    assert (late.status_code, late.json()["code"]) == (412, "http.changed_meanwhile")
    assert (known.status_code, told.status_code) == (304, 200)
    assert told.json()["items"][0]["id"] == picture["id"]


def test_a_listing_changes_for_whoever_saw_it_as_it_is(office: httpx.Client) -> None:
    path = "/products/BREAD/listings/web"
    seen = {"If-Match": office.get(f"/api/v1{path}").headers["ETag"]}

    acts = ("withdrawal", "publication")
    told = [_send(office, "POST", f"{path}/{act}", json={}, headers=seen) for act in acts]

    assert [answer.status_code for answer in told] == [200, 412]
    listing = office.get(f"/api/v1{path}")
    assert not listing.json()["is_published"]
    assert listing.headers["ETag"] != seen["If-Match"]


def test_words_are_written_only_over_those_that_were_read(office: httpx.Client) -> None:
    place: dict[str, str | int] = {"site": SITE, "locale": "en"}
    before = office.get("/api/v1/products/APPLE/copy", params=place)
    tag = {"If-Match": before.headers["ETag"]}
    text = {"title": "Red apple", "slug": "red-apple"}

    written = _send(office, "PUT", "/products/APPLE/copy", params=place, json=text, headers=tag)
    late = _send(
        office, "PUT", "/products/APPLE/copy", params=place, json={"title": "x"}, headers=tag
    )
    listed = office.get("/api/v1/products/APPLE/copies").json()["items"]

    assert before.json()["title"] == ""
    assert (written.status_code, written.json()["title"]) == (200, "Red apple")
    assert (late.status_code, late.json()["code"]) == (412, "http.changed_meanwhile")
    assert [(each["site"], each["locale"], each["title"]) for each in listed] == [
        (SITE, "en", "Red apple")
    ]


def test_a_product_is_withdrawn_and_shown_again(office: httpx.Client) -> None:
    gone = _send(office, "POST", "/products/APPLE/listings/web/withdrawal").json()
    back = _send(office, "POST", "/products/APPLE/listings/web/publication", json={}).json()
    listed = office.get("/api/v1/products/APPLE/listings").json()["items"]

    assert (gone["is_published"], gone["is_shown"]) == (False, False)
    assert (back["is_published"], back["is_shown"]) == (True, True)
    assert back in listed


def test_who_works_for_one_channel_sees_and_changes_nothing_of_another(
    company: Company, web: Web
) -> None:
    with enter(company.scope):
        stamp = system_stamp("test", clock.now())
        key = issue_api_key(
            "other",
            capabilities=RIGHTS,
            scope="channel:other",
            stamp=stamp,
        )

    with web.client(company.host, key=key.token) as client:
        listed = client.get("/api/v1/products/APPLE/listings")
        seen = client.get("/api/v1/products/APPLE/copy", params={"site": SITE})
        pictures = client.get(f"/api/v1{PICTURES}")
        withdrawn = _send(client, "POST", "/products/APPLE/listings/web/withdrawal")

    assert listed.json() == {"items": []}
    assert [seen.status_code, pictures.status_code, withdrawn.status_code] == [403, 403, 403]


def test_many_skus_are_mapped_in_one_call_each_with_its_own_result(office: httpx.Client) -> None:
    said = [
        ("APPLE", "B-1"),
        ("BREAD", "B-2"),
        ("NOPE", "B-3"),
        ("DATES", "B-1"),
        ("APPLE", "B-1"),
    ]
    links = [{"channel": "web", "sku": sku, "external_sku": external} for sku, external in said]
    key = {"Idempotency-Key": str(new_id())}
    path = "/channel-skus/bulk-linking"

    told = _send(office, "POST", path, json={"links": links}, headers=key)
    again = _send(office, "POST", path, json={"links": links}, headers=key)
    others = [{**links[2], "channel": "nowhere"}]
    elsewhere = _send(office, "POST", path, json={"links": others})

    found = told.json()["results"]
    assert (told.status_code, again.status_code, elsewhere.status_code) == (207, 207, 207)
    assert [each["status"] for each in found] == [200, 200, 404, 409]
    assert [each["item"] for each in found[:2]] == ["web B-1 = APPLE", "web B-2 = BREAD"]
    assert found[3]["problem"]["code"] == "catalog.link_taken"
    assert [each["replayed"] for each in again.json()["results"]] == [True, True, False, False]
    assert again.json()["results"][0]["result"]["id"] == found[0]["result"]["id"]
    assert elsewhere.json()["results"][0]["problem"]["code"] == "organization.channel_not_found"
