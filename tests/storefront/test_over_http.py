"""The storefront API as a storefront calls it: over HTTP, with a key."""

from guildhall.kernel.tenancy import Scope, enter
from tests.factories.company import SITE, Company, make_company
from tests.harness.processes import Web


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
