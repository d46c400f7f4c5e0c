"""How each endpoint of a tenant is called well."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.orders.operations import confirm_order
from tests.factories.carts import cart_json
from tests.factories.company import SITE
from tests.isolation.endpoints import Endpoint


@dataclass(frozen=True, slots=True)
class Call:
    """How an endpoint is called well, by whoever may."""

    params: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    prepare: Callable[[str, Stamp], None] = lambda _number, _stamp: None


def _confirmed(number: str, stamp: Stamp) -> None:
    confirm_order(number, stamp=stamp)


CART = cart_json({"APPLE": 1})
OLD_CART = {name: value for name, value in CART.items() if name != "site"} | {"website_id": SITE}
REASON = {"reason": "changed my mind"}
NOBODYS = "00000000-0000-7000-8000-000000000007"
CALLS = {
    "GET /storefront/v1/products": Call({"site": SITE}),
    "GET /storefront/v1/products/{sku}": Call({"site": SITE}),
    "POST /storefront/v1/orders": Call(body=CART),
    "GET /storefront/v1/orders/{number}": Call(),
    "POST /storefront/v1/orders/{number}/cancellation": Call(body=REASON),
    "GET /api/v1/orders": Call({"limit": 200}),
    "GET /api/v1/orders/{number}": Call(),
    "POST /api/v1/orders/bulk-confirmation": Call(body={"numbers": ["{number}"]}),
    "POST /api/v1/orders/{number}/confirmation": Call(),
    "POST /api/v1/orders/{number}/shipment": Call(prepare=_confirmed),
    "POST /api/v1/orders/{number}/cancellation": Call(body=REASON),
    "GET /api/v1/account/usage": Call(),
    "GET /api/v1/approvals": Call({"limit": 200}),
    "GET /api/v1/approvals/rules": Call(),
    "GET /api/v1/approvals/{approval}": Call(),
    "POST /api/v1/approvals/{approval}/grant": Call(body=REASON),
    "POST /api/v1/approvals/{approval}/denial": Call(body=REASON),
    "POST /api/v1/approvals/{approval}/withdrawal": Call(body=REASON),
    "POST /api/v1/approvals/{approval}/renewal": Call(),
    "POST /api/v1/approvals/bulk-decision": Call(
        body={"approvals": [NOBODYS], "decision": "grant", **REASON}
    ),
    "GET /api/product": Call({"website_id": SITE, "sku": "APPLE"}),
    "POST /api/order": Call(body=OLD_CART),
}


def call(
    client: httpx.Client, endpoint: Endpoint, *, number: str, sku: str = "APPLE"
) -> httpx.Response:
    known = CALLS.get(str(endpoint), Call())
    body = json.dumps(known.body).replace("{number}", number) if known.body else None
    return client.request(
        endpoint.method,
        endpoint.path.format(number=number, sku=sku, approval=NOBODYS),
        params=known.params,
        json=json.loads(body) if body else None,
        headers={"Idempotency-Key": str(new_id())},
    )


def status_of(answer: httpx.Response) -> int:
    """Return what an answer says; of many in one call, what it says of the only item."""
    if answer.status_code != 207:
        return answer.status_code
    (result,) = answer.json()["results"]
    return int(result["status"])
