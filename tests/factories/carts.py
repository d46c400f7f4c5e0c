"""Carts as a storefront sends them."""

from collections.abc import Mapping
from typing import Any

import httpx

from tests.factories.company import SITE

ORDERS = "/storefront/v1/orders"
OFFICE = "/api/v1/orders"


def cart_json(lines: Mapping[str, int | str], *, store: str | None = None) -> dict[str, Any]:
    cart: dict[str, Any] = {
        "site": SITE,
        "currency": "USD",
        "lines": [{"sku": sku, "quantity": str(quantity)} for sku, quantity in lines.items()],
        "customer": {"name": "Alice Miller", "email": "alice@example.com"},
    }
    return cart if store is None else {**cart, "pickup_store": store}


def send_cart(
    client: httpx.Client,
    lines: Mapping[str, int | str],
    *,
    key: str,
    store: str | None = None,
) -> httpx.Response:
    return client.post(
        ORDERS, json=cart_json(lines, store=store), headers={"Idempotency-Key": key}
    )
