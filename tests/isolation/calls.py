"""How each endpoint of a tenant is called well."""

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
CALLS = {
    "GET /storefront/v1/products": Call({"site": SITE}),
    "GET /storefront/v1/products/{sku}": Call({"site": SITE}),
    "POST /storefront/v1/orders": Call(body=CART),
    "GET /storefront/v1/orders/{number}": Call(),
    "POST /storefront/v1/orders/{number}/cancellation": Call(body=REASON),
    "GET /api/v1/orders": Call(),
    "GET /api/v1/orders/{number}": Call(),
    "POST /api/v1/orders/{number}/confirmation": Call(),
    "POST /api/v1/orders/{number}/shipment": Call(prepare=_confirmed),
    "POST /api/v1/orders/{number}/cancellation": Call(body=REASON),
    "GET /api/v1/account/usage": Call(),
    "GET /api/product": Call({"website_id": SITE, "sku": "APPLE"}),
    "POST /api/order": Call(body=OLD_CART),
}


def call(
    client: httpx.Client, endpoint: Endpoint, *, number: str, sku: str = "APPLE"
) -> httpx.Response:
    known = CALLS.get(str(endpoint), Call())
    return client.request(
        endpoint.method,
        endpoint.path.format(number=number, sku=sku),
        params=known.params,
        json=known.body,
        headers={"Idempotency-Key": str(new_id())},
    )
