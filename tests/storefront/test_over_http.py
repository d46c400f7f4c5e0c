"""The storefront API as a storefront calls it: over HTTP, with a key."""

from datetime import timedelta
from decimal import Decimal

from guildhall.catalog.operations import change_price
from guildhall.catalog.types import PriceSlot
from guildhall.identity.operations import issue_api_key
from guildhall.inventory.operations import set_offer
from guildhall.inventory.types import Offer
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.factories.bundles import make_box
from tests.factories.company import SITE, Company, make_company
from tests.factories.prices import make_list, usd
from tests.harness.processes import Web

HOLDS = "/api/v1/stock/reservations"
AVAILABLE = "/storefront/v1/availability"


def _company(scopes: dict[str, Scope]) -> Company:
    with enter(scopes["alpha"]):
        return make_company()


def _cart(**lines: str) -> dict[str, object]:
    return {
        "site": SITE,
        "currency": "USD",
        "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines.items()],
        "customer": {"name": "Alice Miller", "email": "alice@example.com"},
    }


def test_a_cart_goes_in_and_an_order_comes_out(committed: dict[str, Scope], web: Web) -> None:
    company = _company(committed)

    with web.client(company.host, key=company.storefront_key) as client:
        placed = client.post(
            "/storefront/v1/orders",
            json=_cart(APPLE="2", BREAD="1"),
            headers={"Idempotency-Key": "cart-1"},
        )
        shown = client.get(f"/storefront/v1/orders/{placed.json()['number']}")

    assert placed.status_code == 201, placed.text
    assert placed.json()["total"] == {"amount": "7.50", "currency": "USD"}
    assert shown.json() == placed.json()


def test_the_older_routes_answer_alike(committed: dict[str, Scope], web: Web) -> None:
    company = _company(committed)
    cart = _cart(APPLE="1")
    cart["website_id"] = cart.pop("site")

    with web.client(company.host, key=company.storefront_key) as client:
        product = client.get("/api/product", params={"sku": "APPLE", "website_id": SITE})
        same = client.get("/storefront/v1/products/APPLE", params={"site": SITE})
        placed = client.post("/api/order", json=cart, headers={"Idempotency-Key": "old"})

    assert product.json() == same.json()
    assert product.json()["price"] == {"amount": "2.50", "currency": "USD"}
    assert product.json()["available"] == "100"
    assert placed.status_code == 201, placed.text


def test_a_group_pays_its_price_where_a_server_says_so_and_no_shopper_can(
    committed: dict[str, Scope], web: Web, stamp: Stamp
) -> None:
    """A key that takes orders alone may lie in an app: whoever holds it chooses no discount."""
    company = _company(committed)
    with enter(company.scope), unit():
        make_list("trade", customer_group="trade", stamp=stamp)
        channel, slot = company.site.channel, PriceSlot("trade")
        change_price("APPLE", price=usd("1.80"), channel=channel, slot=slot, stamp=stamp)
        rights = ("checkout:edit", "prices:view")
        server = issue_api_key("server", capabilities=rights, stamp=stamp)
    cart = {**_cart(APPLE="2"), "customer_group": "trade"}
    old = {**cart, "website_id": SITE}
    del old["site"]

    told = {}
    for key in (company.storefront_key, server.token):
        with web.client(company.host, key=key) as client:
            for path, body in (("/storefront/v1/orders", cart), ("/api/order", old)):
                headers = {"Idempotency-Key": path}
                told[key, path] = client.post(path, json=body, headers=headers)
    with web.client(company.host, key=server.token) as client:
        nobody = client.post(
            "/storefront/v1/orders", json=_cart(APPLE="2"), headers={"Idempotency-Key": "n"}
        )

    shopper, ours = list(told.values())[:2], list(told.values())[2:]
    assert [answer.status_code for answer in shopper] == [403, 403]
    assert {answer.json()["facts"]["permission"] for answer in shopper} == {"prices:view"}
    assert [answer.json()["total"]["amount"] for answer in ours] == ["3.60", "3.60"]
    assert nobody.json()["total"]["amount"] == "5.00"


def test_what_is_out_of_stock_is_named_line_by_line(committed: dict[str, Scope], web: Web) -> None:
    company = _company(committed)

    with web.client(company.host, key=company.storefront_key) as client:
        answer = client.post(
            "/storefront/v1/orders", json=_cart(APPLE="500"), headers={"Idempotency-Key": "k"}
        )

    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "inventory.out_of_stock"
    assert answer.json()["facts"]["lines"] == [
        {"sku": "APPLE", "asked": "500", "available": "100"}
    ]


def _hold(**lines: str) -> dict[str, object]:
    return {
        "reference": "cart-7",
        "holder": "session-7",
        "channel": "web",
        "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines.items()],
    }


def test_what_a_checkout_holds_is_bought_though_others_find_the_shelf_empty(
    committed: dict[str, Scope], web: Web
) -> None:
    company = _company(committed)

    with web.client(company.host, key=company.storefront_key) as client:
        held = client.post(HOLDS, json=_hold(APPLE="100"), headers={"Idempotency-Key": "h"})
        late = client.post(
            "/storefront/v1/orders", json=_cart(APPLE="1"), headers={"Idempotency-Key": "a"}
        )
        mine = {**_cart(APPLE="100"), "hold": "cart-7"}
        placed = client.post("/storefront/v1/orders", json=mine, headers={"Idempotency-Key": "b"})
        again = client.post("/storefront/v1/orders", json=mine, headers={"Idempotency-Key": "c"})

    assert held.status_code == 200, held.text
    assert (late.status_code, placed.status_code) == (409, 201), placed.text
    assert (again.status_code, again.json()["code"]) == (404, "inventory.hold_not_found")


def test_an_order_tells_what_of_it_has_yet_to_come(
    committed: dict[str, Scope], web: Web, stamp: Stamp
) -> None:
    company = _company(committed)
    with enter(company.scope), unit():
        set_offer("APPLE", Offer(Decimal(5), lead_days=7), channel="web", stamp=stamp)

    with web.client(company.host, key=company.storefront_key) as client:
        placed = client.post(
            "/storefront/v1/orders", json=_cart(APPLE="103"), headers={"Idempotency-Key": "k"}
        )
        shown = client.get(f"/storefront/v1/orders/{placed.json()['number']}")

    (waits,) = placed.json()["waiting"]
    assert (waits["sku"], waits["quantity"]) == ("APPLE", "3")
    assert waits["promised_on"] >= str(stamp.at.date() + timedelta(days=7))
    assert shown.json() == placed.json()


def test_a_bundle_and_its_parts_share_what_is_there(
    committed: dict[str, Scope], web: Web, stamp: Stamp
) -> None:
    company = _company(committed)
    with enter(company.scope), unit():
        make_box(company, {"APPLE": "2", "BREAD": "1"}, stamp=stamp)
    asked: dict[str, str | int] = {"site": SITE, "skus": "BOX,APPLE,BREAD"}

    with web.client(company.host, key=company.storefront_key) as client:
        before = client.get(AVAILABLE, params=asked).json()["items"]
        placed = client.post(
            "/storefront/v1/orders",
            json=_cart(BOX="40", APPLE="7"),
            headers={"Idempotency-Key": "k"},
        )
        after = client.get(AVAILABLE, params=asked).json()["items"]

    assert placed.status_code == 201, placed.text
    assert [each["available"] for each in before] == ["50", "100", "100"]
    assert [each["available"] for each in after] == ["6", "13", "60"]


def test_where_an_order_goes_must_be_a_place_on_the_globe(
    committed: dict[str, Scope], web: Web
) -> None:
    company = _company(committed)
    cart = {**_cart(APPLE="1"), "near": {"latitude": "91", "longitude": "0"}}

    with web.client(company.host, key=company.storefront_key) as client:
        answer = client.post("/storefront/v1/orders", json=cart, headers={"Idempotency-Key": "k"})

    assert answer.status_code == 422
    assert "near.latitude" in str(answer.json()["errors"])
