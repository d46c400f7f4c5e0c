"""What holds for every answer: its id, its form, its language."""

from uuid import UUID

import httpx
import pytest

from guildhall.kernel.ids import new_id
from tests.conventions.conftest import Houses
from tests.factories.carts import cart_json
from tests.factories.company import SITE
from tests.harness.processes import Web

CHINESE = {"Accept-Language": "zh-hans"}
LIST = f"/storefront/v1/products?site={SITE}"


@pytest.mark.parametrize(
    "path", [LIST, "/storefront/v1/products/NOPE?site=101", "/nowhere", "/healthz", "/storefront/"]
)
def test_a_request_keeps_the_id_that_its_caller_gave_it(shop: httpx.Client, path: str) -> None:
    sent = str(new_id())

    answer = shop.get(path, headers={"X-Request-Id": sent})

    assert answer.headers["X-Request-Id"] == sent
    assert path != "/nowhere" or answer.status_code == 404


@pytest.mark.parametrize("sent", ["", "7", "x" * 400, "{1-2}", "00000000", "a\tb"])
def test_what_is_no_id_is_not_repeated(shop: httpx.Client, sent: str) -> None:
    told = [shop.get(LIST, headers={"X-Request-Id": sent}).headers["X-Request-Id"] for _ in "12"]

    assert sent not in told
    assert len({UUID(each) for each in told}) == 2


def test_a_problem_names_the_id_of_its_answer(shop: httpx.Client) -> None:
    answer = shop.get("/storefront/v1/products/NOPE", params={"site": SITE})

    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/storefront/v1/products", "GET"),
        ("GET", "/storefront/v1/orders", "POST"),
        ("PATCH", "/api/v1/orders/ORD-1/shipment", "POST"),
        ("POST", "/api/v1/openapi.json", "GET, HEAD"),
    ],
)
def test_a_method_that_an_address_does_not_take_is_a_problem(
    shop: httpx.Client, method: str, path: str, allowed: str
) -> None:
    answer = shop.request(method, path)

    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Allow"] == allowed
    assert answer.json()["code"] == "http.method_not_allowed"


@pytest.mark.parametrize(
    ("wrong", "english"),
    [
        ({"site": "x"}, "Write a whole number."),
        ({"currency": "usd"}, "This text does not have the form ^[A-Z]{3}$."),
        ({"lines": "APPLE"}, "Send a list."),
        ({"colour": "red"}, "There is no such field here."),
        ({"reference": "r" * 81}, "Write at most 80 characters."),
        ({"lines": [{"sku": "APPLE", "quantity": "1_0"}]}, "Write a decimal number."),
        ({"customer": {"email": "nobody"}}, "Write an e-mail address."),
    ],
)
def test_a_field_at_fault_is_told_in_words_of_our_own(
    shop: httpx.Client, wrong: dict[str, object], english: str
) -> None:
    answer = shop.post(
        "/storefront/v1/orders",
        json=cart_json({"APPLE": 1}) | wrong,
        headers={"Idempotency-Key": str(new_id())},
    )

    assert answer.status_code == 422
    assert english in [error["message"] for error in answer.json()["errors"]]


def test_no_id_of_an_earlier_caller_is_given_again(houses: Houses, web: Web) -> None:
    """The list of products is kept for two seconds; who asked first is not."""
    with web.client(houses.alpha.host, key=houses.alpha.storefront_key) as client:
        told = [client.get(LIST).headers["X-Request-Id"] for _ in range(5)]

    assert len(set(told)) == 5
