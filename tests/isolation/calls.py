"""How each endpoint of a tenant is called well."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx

from guildhall.inventory.operations import adjust_stock, block_stock, hold_stock
from guildhall.inventory.queries import get_level, list_levels
from guildhall.inventory.states import BlockReason
from guildhall.inventory.types import Correction, HoldTerms, LevelFilter
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


def _five_hundred(_number: str, stamp: Stamp) -> None:
    """Let as much lie there as the calls below have seen, one of it set aside."""
    level = get_level(UUID(level_at_s2()))
    block_stock(level.key, quantity=Decimal(1), reason=BlockReason.DAMAGED, stamp=stamp)
    by = Decimal(500) - level.on_hand
    if by:
        adjust_stock(level.key, Correction(by, level.on_hand, "counted"), stamp=stamp)


def _held(_number: str, stamp: Stamp) -> None:
    terms = HoldTerms("hold-ours", stamp.at + timedelta(hours=1), "session:1")
    hold_stock(terms, lines=[("APPLE", Decimal(1))], channel="web", stamp=stamp)


def level_at_s2(sku: str = "APPLE") -> str:
    return str(list_levels(LevelFilter(text=sku, location="S2")).items[0].id)


def _confirmed(number: str, stamp: Stamp) -> None:
    confirm_order(number, stamp=stamp)


CART = cart_json({"APPLE": 1})
OLD_CART = {name: value for name, value in CART.items() if name != "site"} | {"website_id": SITE}
REASON = {"reason": "changed my mind"}
NOBODYS = "00000000-0000-7000-8000-000000000007"

SEEN = {"expected": "500", "reason": "counted"}
LEVEL = "/api/v1/stock/levels/{level}"
HOLD = "/api/v1/stock/reservations/{hold}"
CHANNEL = "/api/v1/stock/channels/{channel}"
STOCK_CALLS = {
    "GET /api/v1/stock/levels": Call({"limit": 200}),
    f"GET {LEVEL}": Call(),
    f"GET {LEVEL}/movements": Call(),
    f"POST {LEVEL}/adjustment": Call(body={"by": "1", **SEEN}, prepare=_five_hundred),
    f"POST {LEVEL}/write-off": Call(body={"quantity": "1", **SEEN}, prepare=_five_hundred),
    f"POST {LEVEL}/block": Call(body={"quantity": "1", "reason": "damaged"}),
    f"POST {LEVEL}/unblock": Call(
        body={"quantity": "1", "reason": "damaged"}, prepare=_five_hundred
    ),
    f"POST {LEVEL}/low-line": Call(body={"low_at": "3"}),
    "POST /api/v1/stock/reservations": Call(
        body={
            "reference": "cart-1",
            "holder": "session:1",
            "channel": "web",
            "lines": [{"sku": "APPLE", "quantity": "1"}],
        }
    ),
    f"GET {HOLD}": Call(prepare=_held),
    f"POST {HOLD}/extension": Call(body={"minutes": 30}, prepare=_held),
    f"POST {HOLD}/release": Call(prepare=_held),
    f"GET {CHANNEL}/sourcing": Call(),
    f"PUT {CHANNEL}/sourcing": Call(body={"allocation": "rank"}),
    f"GET {CHANNEL}/offers": Call(),
    f"PUT {CHANNEL}/offers/{{sku}}": Call(
        body={"kind": "backorder", "limit": "1", "lead_days": 3}
    ),
}
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
    "GET /storefront/v1/availability": Call({"site": SITE, "skus": "APPLE"}),
    "GET /api/v1/availability": Call({"channel": "web", "skus": "APPLE"}),
    **STOCK_CALLS,
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
        endpoint.path.format(
            number=number,
            sku=sku,
            approval=NOBODYS,
            level=NOBODYS,
            channel="web",
            hold="hold-ours",
        ),
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
