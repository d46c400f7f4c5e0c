"""Carts and checkouts as a shop's page calls them: over HTTP, with a key that all can read."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from guildhall.identity.operations import issue_api_key
from guildhall.identity.states import PUBLISHABLE_CAPABILITIES, KeyKind
from guildhall.identity.types import KeyTerms
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.orders.models import Order
from tests.factories.checkouts import CARTS, HOME_JSON, make_shipping, open_json
from tests.factories.company import Company, make_company
from tests.factories.payments import open_plain, plain_offered
from tests.harness.processes import Web, wait_until, web_server
from tests.twins.plain.server import PlainTwin

pytestmark = pytest.mark.slow

HOUSE = "tests.harness.plain_house:application"
FIVE = {"amount": "5.00", "currency": "USD"}


@pytest.fixture(scope="module")
def twin() -> Iterator[PlainTwin]:
    with PlainTwin() as running, plain_offered():
        yield running


@pytest.fixture(scope="module")
def paying(twin: PlainTwin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """Run a web server that takes money by the plain provider."""
    folder = tmp_path_factory.mktemp("paying")
    with web_server(folder, target=HOUSE, GUILDHALL_PROVIDER_URLS=f"plain={twin.url}") as web:
        yield web


@pytest.fixture
def company(committed: dict[str, Scope], twin: PlainTwin) -> Iterator[Company]:
    with enter(committed["alpha"]):
        yield _open()


def _open() -> Company:
    company = make_company(confirms_itself=True)
    open_plain()
    return company


@pytest.fixture
def shopper(company: Company, paying: Web, stamp: Stamp) -> Iterator[httpx.Client]:
    """Be a page in a browser, with a key that everybody may see."""
    terms = KeyTerms(kind=KeyKind.PUBLISHABLE)
    rights = tuple(PUBLISHABLE_CAPABILITIES)
    token = issue_api_key("page", capabilities=rights, terms=terms, stamp=stamp).token
    with paying.client(company.host, key=token) as client:
        yield client


def send(client: httpx.Client, path: str, body: Any, *, method: str = "POST") -> httpx.Response:
    headers = {"Idempotency-Key": str(new_id())}
    return client.request(method, path, json=body, headers=headers)


def open_cart(client: httpx.Client, **lines: int) -> str:
    answer = send(client, CARTS, open_json(lines or {"APPLE": 2}))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def buying(token: str = "ok", total: dict[str, str] | None = None) -> dict[str, Any]:  # noqa: S107 - a word
    tenders = [{"account": "plain", "way": "card", "token": token}]
    return {"total": total or FIVE, "tenders": tenders, "return_url": "https://shop.example/back"}


def test_a_page_fills_a_cart_and_buys_it(
    shopper: httpx.Client, company: Company, stamp: Stamp
) -> None:
    make_shipping(stamp=stamp)
    cart = open_cart(shopper, APPLE=1)
    path = f"{CARTS}/{cart}"
    send(shopper, f"{path}/lines", {"sku": "BREAD", "quantity": "1"})
    send(shopper, f"{path}/lines/BREAD", {"quantity": "2"}, method="PUT")
    address = {"contact": {"name": "Alice Miller"}, "shipping_address": HOME_JSON}
    send(shopper, f"{path}/address", address, method="PUT")
    ways = shopper.get(f"{path}/shipping-methods").json()["items"]
    send(shopper, f"{path}/shipping-method", {"code": ways[0]["code"]}, method="PUT")
    held = send(shopper, f"{path}/hold", {"minutes": 10}).json()
    done = send(shopper, f"{path}/checkout", buying(total=held["quote"]["total"]))
    wait_until(
        lambda: (
            shopper.get(f"/storefront/v1/checkouts/{done.json()['token']}").json()["state"]
            == "done"
        ),
        what="the order",
    )

    order = Order.objects.get()
    assert held["quote"]["total"] == {"amount": "12.40", "currency": "USD"}
    assert done.status_code in {201, 202}
    assert (order.state, order.total) == ("confirmed", Decimal("12.40"))
    assert shopper.get(path).json()["order"] == order.number


def test_a_provider_that_takes_its_time_is_not_waited_for(
    shopper: httpx.Client, twin: PlainTwin
) -> None:
    cart = open_cart(shopper)
    twin.faults.change({"delay_ms": 600})

    answer = send(shopper, f"{CARTS}/{cart}/checkout", buying())
    twin.faults.clear()
    where = httpx.URL(answer.headers["Location"]).path
    wait_until(lambda: shopper.get(where).json()["state"] == "done", what="the order")

    assert answer.status_code == 202
    assert answer.json()["state"] == "running"
    assert answer.headers["Retry-After"] == "1"


def test_the_same_key_again_tells_where_it_stands_by_now(shopper: httpx.Client) -> None:
    cart = open_cart(shopper)
    headers = {"Idempotency-Key": "buy"}
    path = f"{CARTS}/{cart}/checkout"
    first = shopper.post(path, json=buying(), headers=headers)
    where = f"/storefront/v1/checkouts/{first.json()['token']}"
    wait_until(lambda: shopper.get(where).json()["state"] == "done", what="the order")

    again = shopper.post(path, json=buying(), headers=headers)
    other = shopper.post(path, json=buying("declined"), headers=headers)
    anew = send(shopper, path, buying())

    assert again.status_code == anew.status_code == 201
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json()["order"] == first.json()["order"] == anew.json()["order"]
    assert other.status_code == 422
    assert Order.objects.count() == 1


def test_who_comes_back_from_a_provider_has_it_asked(
    shopper: httpx.Client, twin: PlainTwin
) -> None:
    answer = send(shopper, f"{CARTS}/{open_cart(shopper)}/checkout", buying("act"))
    where = f"/storefront/v1/checkouts/{answer.json()['token']}"
    wait_until(lambda: shopper.get(where).json()["state"] == "waiting", what="the customer's turn")
    action = shopper.get(where).json()["payments"][0]["action"]
    (key,) = [key for key, (_, told) in twin.by_key.items() if told["state"] == "act"]
    twin.do_pay(key)

    send(shopper, f"{where}/return", None)
    wait_until(lambda: shopper.get(where).json()["state"] == "done", what="the order")

    assert action == {"redirect_url": "https://plain.example/act"}


def test_a_total_that_nobody_saw_is_refused_with_both(shopper: httpx.Client) -> None:
    cart = open_cart(shopper)

    refused = send(
        shopper,
        f"{CARTS}/{cart}/checkout",
        buying(total={"amount": "4.00", "currency": "USD"}),
    )

    assert refused.status_code == 409
    assert refused.json()["code"] == "checkout.quote_changed"
    assert refused.json()["facts"]["now"] == "5.00 USD"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"tenders": []}, "total"),
        ({"total": FIVE, "tenders": []}, "tenders"),
        ({"total": FIVE, "tenders": [{"account": "plain", "tip": 1}]}, "tenders.0.tip"),
        ({"total": {"amount": "1_0", "currency": "USD"}, "tenders": []}, "total.amount"),
        ({"total": {"amount": "5", "currency": "usd"}, "tenders": []}, "total.currency"),
    ],
)
def test_bad_input_is_refused_by_field(
    shopper: httpx.Client, body: dict[str, Any], field: str
) -> None:
    cart = open_cart(shopper)

    refused = send(shopper, f"{CARTS}/{cart}/checkout", body)

    assert refused.status_code == 422
    assert any(each["field"].startswith(field) for each in refused.json()["errors"])


def test_a_page_places_no_orders_and_sees_no_stock_of_ours(shopper: httpx.Client) -> None:
    order = {**open_json({"APPLE": 1}), "customer": {}}
    order.pop("contact")

    assert send(shopper, "/storefront/v1/orders", order).status_code == 403
    assert shopper.get("/api/v1/orders").status_code == 403
