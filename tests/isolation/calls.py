"""How each endpoint of a tenant is called well."""

import json
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import httpx

from guildhall.catalog import operations as catalog
from guildhall.catalog.queries import variant_ids
from guildhall.catalog.states import Packaging, ProductKind
from guildhall.catalog.types import Axis, BarcodeCard, ProductDraft
from guildhall.inventory.models import ReorderProposal, StockCheck
from guildhall.inventory.operations import adjust_stock, block_stock, hold_stock
from guildhall.inventory.queries import get_level, list_levels
from guildhall.inventory.states import BlockReason, ProposalState
from guildhall.inventory.types import Correction, HoldTerms, LevelFilter
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.orders.operations import confirm_order
from tests.factories.carts import cart_json
from tests.factories.company import SITE
from tests.factories.goods import skus_of
from tests.isolation.call import FRESH, NOBODYS, REASON, Call
from tests.isolation.carts import CART_CALLS
from tests.isolation.customers import CUSTOMER_CALLS
from tests.isolation.endpoints import Endpoint
from tests.isolation.importing import IMPORT_CALLS
from tests.isolation.money import MONEY_CALLS
from tests.isolation.orders import ORDER_CALLS
from tests.isolation.papers import PAPER_CALLS
from tests.isolation.paying import PAYMENT_CALLS
from tests.isolation.pricing import PRICE_CALLS, PRICING
from tests.isolation.sent import SENT_CALLS
from tests.isolation.shop_window import SHOP_WINDOW
from tests.isolation.warehouse import WAREHOUSE_CALLS


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


def _shirt(_number: str, stamp: Stamp) -> None:
    """Let there be a product in two colors, of which nobody has made the red one yet."""
    if not variant_ids(["SHIRT-RED"]):
        catalog.create_product(ProductDraft("SHIRT", "Shirt", options=(COLOR,)), stamp=stamp)
    for sku in skus_of("SHIRT"):
        catalog.archive_variant(sku, stamp=stamp)


def _bundle(_number: str, stamp: Stamp) -> None:
    if not variant_ids(["BOX"]):
        box = ProductDraft("BOX", "Box", kind=ProductKind.BUNDLE)
        catalog.create_product(box, stamp=stamp)
    catalog.restore_product("BOX", stamp=stamp)
    catalog.restore_variant("BOX", stamp=stamp)


def _barcode(_number: str, stamp: Stamp) -> None:
    card = BarcodeCard("OLD-1", Packaging.UNIT, Decimal(1), is_legacy=True)
    catalog.add_barcode("APPLE", barcode=card, stamp=stamp)


def _unit(_number: str, stamp: Stamp) -> None:
    catalog.set_unit("APPLE", unit="dozen", factor=Decimal(12), stamp=stamp)


def _empty_category(_number: str, stamp: Stamp) -> None:
    catalog.open_category("empty", title="Empty", stamp=stamp)


COLOR = Axis("Color", ("Red", "Blue"))
GOODS = {
    "GET /api/v1/products": Call({"limit": 200}),
    "POST /api/v1/products": Call(body={"code": FRESH, "title": "Lamp"}),
    "GET /api/v1/products/{product}": Call(),
    "PATCH /api/v1/products/{product}": Call(body={"brand": "Other"}),
    "POST /api/v1/products/{product}/archival": Call(prepare=_bundle, about={"product": "BOX"}),
    "POST /api/v1/products/{product}/restoration": Call(),
    "PUT /api/v1/products/{product}/options": Call(body={"options": []}),
    "PUT /api/v1/products/{product}/attributes": Call(body={"attributes": {}}),
    "POST /api/v1/products/{product}/variants": Call(
        body={"sku": FRESH, "options": {"Color": "Red"}},
        prepare=_shirt,
        about={"product": "SHIRT"},
    ),
    "POST /api/v1/products/{product}/missing-variants": Call(),
    "PATCH /api/v1/variants/{sku}": Call(body={"weight_grams": 5}),
    "POST /api/v1/variants/{sku}/archival": Call(prepare=_bundle, about={"product": "BOX"}),
    "POST /api/v1/variants/{sku}/restoration": Call(),
    "PUT /api/v1/variants/{sku}/barcodes/{barcode}": Call(body={}, path={"barcode": "NEW-1"}),
    "DELETE /api/v1/variants/{sku}/barcodes/{barcode}": Call(
        prepare=_barcode, path={"barcode": "OLD-1"}
    ),
    "PUT /api/v1/variants/{sku}/units/{unit}": Call(body={"factor": "12"}, path={"unit": "dozen"}),
    "DELETE /api/v1/variants/{sku}/units/{unit}": Call(prepare=_unit, path={"unit": "dozen"}),
    "PUT /api/v1/variants/{sku}/parts": Call(
        body={"parts": [{"component": "APPLE", "quantity": "2"}]},
        prepare=_bundle,
        about={"product": "BOX"},
    ),
    "PUT /api/v1/variants/{sku}/attributes": Call(body={"attributes": {}}),
    "GET /api/v1/categories": Call(),
    "POST /api/v1/categories": Call(body={"code": FRESH, "title": "New"}),
    "GET /api/v1/categories/{category_code}": Call(),
    "PATCH /api/v1/categories/{category_code}": Call(body={"title": "Groceries"}),
    "PUT /api/v1/categories/{category_code}/parent": Call(body={"parent": ""}),
    "DELETE /api/v1/categories/{category_code}": Call(
        prepare=_empty_category, about={"category": "empty"}
    ),
    "GET /api/v1/attributes": Call(),
    "POST /api/v1/attributes": Call(body={"code": FRESH, "title": "New", "type": "text"}),
    "PATCH /api/v1/attributes/{attribute_code}": Call(body={"title": "Material"}),
    "POST /api/v1/attributes/{attribute_code}/archival": Call(),
    "POST /api/v1/attributes/{attribute_code}/restoration": Call(),
}
CART = {**cart_json({"APPLE": 1}), "hold": "hold-ours"}
OLD_CART = {name: value for name, value in CART.items() if name != "site"} | {"website_id": SITE}


def _no_check_runs(_number: str, stamp: Stamp) -> None:
    StockCheck.objects.update(finished_at=stamp.at)


def _proposed_again(_number: str, _stamp: Stamp) -> None:
    ReorderProposal.objects.update(state=ProposalState.OPEN)


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
    "POST /storefront/v1/orders": Call(body=CART, prepare=_held),
    "GET /storefront/v1/orders/{number}": Call(),
    "POST /storefront/v1/orders/{number}/cancellation": Call(body=REASON),
    "GET /api/v1/orders": Call({"limit": 200}),
    "GET /api/v1/orders/{number}": Call(),
    "POST /api/v1/orders/bulk-confirmation": Call(body={"numbers": ["{number}"]}),
    "POST /api/v1/orders/{number}/confirmation": Call(),
    "POST /api/v1/orders/{number}/shipment": Call(prepare=_confirmed),
    "POST /api/v1/orders/{number}/cancellation": Call(body=REASON),
    "GET /api/v1/inventory/{sku}/explain": Call({"location": "S2", "channel": "web"}),
    "GET /api/v1/inventory/checks": Call(),
    "POST /api/v1/inventory/checks": Call(body={"repair": False}, prepare=_no_check_runs),
    "GET /api/v1/inventory/checks/{check}": Call(),
    "GET /api/v1/inventory/reorder-rules": Call({"limit": 200}),
    "GET /api/v1/inventory/reorder-rules/{sku}": Call({"location": "S2"}),
    "POST /api/v1/inventory/reorder-rules": Call(
        body={"sku": "APPLE", "location": "S2", "reorder_at": "1000"}
    ),
    "GET /api/v1/inventory/reorder-proposals": Call({"limit": 200}),
    "POST /api/v1/inventory/reorder-proposals/bulk-decision": Call(
        body={"proposals": [NOBODYS], "move": "accept"}, prepare=_proposed_again
    ),
    "GET /api/v1/inventory/value": Call(),
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
    **GOODS,
    **WAREHOUSE_CALLS,
    **SHOP_WINDOW,
    **CART_CALLS,
    **ORDER_CALLS,
    **PAPER_CALLS,
    **PRICE_CALLS,
    **IMPORT_CALLS,
    **PAYMENT_CALLS,
    **MONEY_CALLS,
    **CUSTOMER_CALLS,
    **SENT_CALLS,
    "GET /api/product": Call({"website_id": SITE, "sku": "APPLE"}),
    "POST /api/order": Call(body=OLD_CART, prepare=_held),
}
# What a call names that is about nothing of its own.
GUESSES = {
    "work": "FUL-2026-777777",
    "parcel_number": "PCL-2026-777777",
    "customer_number": "CUS-777777",
    "approval": NOBODYS,
    "link": NOBODYS,
    "picture": NOBODYS,
    "level": NOBODYS,
    "channel": "web",
    "hold": "hold-ours",
    "cart": "guessed",
    "invoice": "INV-2026-777777",
    "legal_entity": "guessed",
    "checkout": "guessed",
    "saga": NOBODYS,
    "zone_code": "home",
    "method_code": "parcel",
    "check": NOBODYS,
    "receipt": "RCV-2026-777777",
    "transfer": "TRF-2026-777777",
    "stocktake": "CNT-2026-777777",
    "lot_code": "LOT-GUESSED",
    "price_list": PRICING,
    "strategy": PRICING,
    "tax_class": PRICING,
    "proposal": NOBODYS,
    "run": NOBODYS,
    "payment_id": NOBODYS,
    "refund": NOBODYS,
    "share": NOBODYS,
    **dict.fromkeys(("bill", "difference", "dispute", "notice", "payment_call"), NOBODYS),
    "category_code": "food",
    "attribute_code": "origin",
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
            product=sku,
            **known.path,
            **{name: told for name, told in GUESSES.items() if name not in known.path},
        ),
        params=known.params,
        json=json.loads(body) if body else None,
        files=known.files,
        headers={"Idempotency-Key": str(new_id())},
    )


def status_of(answer: httpx.Response) -> int:
    """Return what an answer says; of many in one call, what it says of the only item."""
    if answer.status_code != 207:
        return answer.status_code
    (result,) = answer.json()["results"]
    return int(result["status"])
