"""Bad input gets a clear refusal, in one form, and nothing is written."""

import json
import socket
from typing import Any

import httpx
import pytest

from tests.factories.carts import ORDERS, cart_json
from tests.factories.company import SITE, Company
from tests.factories.refused import must_refuse
from tests.harness.processes import Web

LIST = f"/storefront/v1/products?site={SITE}"
INVALID = "http.fields_invalid"
TEN_MEGABYTES = 10_000_000


def _line(**wrong: object) -> dict[str, Any]:
    return {
        "lines": [{"sku": "BREAD", "quantity": "1"}, {"sku": "APPLE", "quantity": "1"} | wrong]
    }


QUANTITY = "lines.1.quantity"
# What is wrong with an otherwise good cart: what is sent, the refusal, the fields it names.
FAULTS: dict[str, tuple[dict[str, Any], str, set[str]]] = {
    "unknown sku": (_line(sku="NOPE"), "catalog.unknown_sku", {"lines.1.sku"}),
    "empty sku": (_line(sku=""), INVALID, {"lines.1.sku"}),
    "sku is a number": (_line(sku=7), INVALID, {"lines.1.sku"}),
    "sku holds NUL": (_line(sku="AP\0PLE"), INVALID, {"lines.1.sku"}),
    "sku too long": (_line(sku="A" * 65), INVALID, {"lines.1.sku"}),
    "negative": (_line(quantity="-1"), "orders.invalid", {QUANTITY}),
    "zero": (_line(quantity="0"), "orders.invalid", {QUANTITY}),
    "too many": (_line(quantity="100001"), "orders.invalid", {QUANTITY}),
    "huge": (_line(quantity="1e40"), INVALID, {QUANTITY}),
    "huger": (_line(quantity="1e999999999"), INVALID, {QUANTITY}),
    "not a number": (_line(quantity="NaN"), INVALID, {QUANTITY}),
    "infinite": (_line(quantity="-Infinity"), INVALID, {QUANTITY}),
    "part of a piece": (_line(quantity="1.5"), "orders.invalid", {QUANTITY}),
    "too fine": (_line(quantity="1.0001"), "orders.invalid", {QUANTITY}),
    "underscore": (_line(quantity="1_0"), INVALID, {QUANTITY}),
    "other digits": (_line(quantity="١"), INVALID, {QUANTITY}),
    "words": (_line(quantity="two"), INVALID, {QUANTITY}),
    "true": (_line(quantity=True), INVALID, {QUANTITY}),
    "null": (_line(quantity=None), INVALID, {QUANTITY}),
    "a list": (_line(quantity=[1]), INVALID, {QUANTITY}),
    "two faults": (_line(sku="", quantity="x"), INVALID, {"lines.1.sku", QUANTITY}),
    "unknown field in a line": (_line(price="0.01"), INVALID, {"lines.1.price"}),
    "no lines": ({"lines": []}, "orders.invalid", {"lines"}),
    "lines are text": ({"lines": "APPLE"}, INVALID, {"lines"}),
    "too many lines": (
        {"lines": [{"sku": "APPLE", "quantity": "1"}] * 201},
        "orders.invalid",
        {"lines"},
    ),
    "other currency": ({"currency": "EUR"}, "catalog.currency_not_sold", {"currency"}),
    "no currency": ({"currency": "usd"}, INVALID, {"currency"}),
    "unknown site": ({"site": 999}, "organization.site_not_found", {"site"}),
    "negative site": ({"site": -1}, "organization.site_not_found", {"site"}),
    "site beyond any": ({"site": 10**30}, "organization.site_not_found", {"site"}),
    "site is text": ({"site": "first"}, INVALID, {"site"}),
    "unknown store": ({"pickup_store": "S9"}, "organization.store_not_found", {"pickup_store"}),
    "store holds NUL": ({"pickup_store": "S\0"}, INVALID, {"pickup_store"}),
    "unknown field": ({"coupon": "HALF"}, INVALID, {"coupon"}),
    "no e-mail address": ({"customer": {"email": "alice"}}, INVALID, {"customer.email"}),
    "name holds NUL": ({"customer": {"name": "A\0"}}, INVALID, {"customer.name"}),
    "half a character": ({"reference": "\ud800"}, INVALID, {"reference"}),
    "name too long": ({"customer": {"name": "A" * 121}}, INVALID, {"customer.name"}),
}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(("wrong", "code", "fields"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_a_cart_is_named_by_its_field(
    shop: httpx.Client, wrong: dict[str, Any], code: str, fields: set[str]
) -> None:
    body = json.dumps(cart_json({"APPLE": 1}) | wrong)

    answer = shop.post(ORDERS, content=body)

    must_refuse(answer, 422, code, fields=fields)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("body", [b"{}", b'{"lines": [{}]}'], ids=["all", "in a line"])
def test_every_missing_field_is_named(shop: httpx.Client, body: bytes) -> None:
    answer = shop.post(ORDERS, content=body)

    named = {entry["field"] for entry in answer.json()["errors"]}
    must_refuse(answer, 422, INVALID, fields=named)
    assert named > {"site", "currency"}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("body", [b"", b"[]", b'"cart"', b"null", b"7"])
def test_a_body_that_is_no_object_is_refused(shop: httpx.Client, body: bytes) -> None:
    must_refuse(shop.post(ORDERS, content=body), 422, INVALID, fields={"body"})


UNREADABLE = {
    "cut off": b'{"site": ',
    "invalid UTF-8": b'{"site": "\xff\xfe"}',
    "a form": b"site=101&currency=USD",
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "5,000 digits": b'{"site":' + b"9" * 5_000 + b"}",
}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_cannot_be_read_is_refused(shop: httpx.Client, body: bytes) -> None:
    must_refuse(shop.post(ORDERS, content=body), 400, "http.unreadable")


@pytest.mark.usefixtures("unchanged")
def test_ten_megabytes_are_refused(shop: httpx.Client) -> None:
    answer = shop.post(ORDERS, content=b"{" + b" " * TEN_MEGABYTES + b"}")

    must_refuse(answer, 413, "http.too_large")


@pytest.mark.usefixtures("unchanged")
def test_ten_megabytes_in_chunks_are_refused(shop: httpx.Client) -> None:
    answer = shop.post(ORDERS, content=(b" " * 100_000 for _ in range(100)))

    must_refuse(answer, 413, "http.too_large")


def test_a_cart_in_chunks_is_taken(shop: httpx.Client) -> None:
    body = json.dumps(cart_json({"APPLE": 1})).encode()
    headers = {"Idempotency-Key": "chunks", "Content-Type": "application/json"}

    answer = shop.post(ORDERS, content=iter([body[:50], body[50:]]), headers=headers)

    assert answer.status_code == 201, answer.text


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("length", "body", "status"),
    [
        (TEN_MEGABYTES, b"{}", b"413"),
        (10, b"{" + b" " * TEN_MEGABYTES + b"}", b"400"),
        (-1, b"{}", b"400"),
    ],
    ids=["longer than it is", "shorter than it is", "negative"],
)
def test_a_content_length_that_lies_is_refused(
    company: Company, web: Web, length: int, body: bytes, status: bytes
) -> None:
    head = (
        f"POST {ORDERS} HTTP/1.1\r\nHost: {company.host}\r\nIdempotency-Key: lie\r\n"
        f"Authorization: Bearer {company.storefront_key}\r\n"
        f"Connection: close\r\nContent-Length: {length}\r\n\r\n"
    )

    assert _first_line(web, head.encode() + body).split()[1] == status


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "path",
    [
        "/storefront/v1/products/AP%00PLE?site=101",
        "/storefront/v1/products?site=101&q=%00",
        "/storefront/v1/products?site=101&category=a%00b",
        "/storefront/v1/orders/%00",
    ],
)
def test_a_nul_in_an_address_is_refused(shop: httpx.Client, path: str) -> None:
    must_refuse(shop.get(path), 400, "http.address_invalid")


@pytest.mark.parametrize(
    ("path", "status", "code", "fields"),
    [
        ("/storefront/v1/products", 422, INVALID, {"site"}),
        ("/storefront/v1/products?site=x", 422, INVALID, {"site"}),
        (f"{LIST}&limit=many", 422, INVALID, {"limit"}),
        (f"{LIST}&cursor=made-up", 422, "paging.cursor_invalid", set()),
        ("/storefront/v1/products?site=7", 422, "organization.site_not_found", {"site"}),
        ("/storefront/v1/products/NOPE?site=101", 404, "catalog.product_not_found", set()),
        ("/storefront/v1/products/%ff%fe?site=101", 404, "catalog.product_not_found", set()),
        (f"/storefront/v1/orders/{'x' * 5_000}", 404, "orders.not_found", set()),
        ("/storefront/v1/nothing", 404, "not_found", set()),
    ],
)
def test_a_question_with_a_fault_is_refused(
    shop: httpx.Client, path: str, status: int, code: str, fields: set[str]
) -> None:
    must_refuse(shop.get(path), status, code, fields=fields)


def test_a_refusal_speaks_the_language_of_whoever_asks(shop: httpx.Client) -> None:
    path = "/storefront/v1/products/NOPE?site=101"

    english = shop.get(path, headers={"Accept-Language": "en"})
    chinese = shop.get(path, headers={"Accept-Language": "zh-CN,zh;q=0.9"})

    assert english.json()["code"] == chinese.json()["code"]
    assert (english.headers["Content-Language"], chinese.headers["Content-Language"]) == (
        "en",
        "zh-hans",
    )
    assert "There is no product NOPE" in english.json()["detail"]
    assert "NOPE" in chinese.json()["detail"]
    assert not chinese.json()["detail"].isascii()


def _first_line(web: Web, request: bytes) -> bytes:
    """Send bytes as they are; the server may stop reading before they end."""
    with socket.create_connection(("127.0.0.1", web.port), timeout=20) as line:
        _send_what_is_taken(line, request)
        return line.makefile("rb").readline()


def _send_what_is_taken(line: socket.socket, request: bytes) -> None:
    try:
        line.sendall(request)
    except (BrokenPipeError, ConnectionResetError):
        return
