"""Every operation of the documents, and where in a call it names things."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from guildhall.config.documents.audiences import PROGRAMS, STOREFRONT, Audience

# Parameters and fields that name a thing, and which kind of thing.
NAMED = {
    "number": "order",
    "numbers": "order",
    "other": "other_order",
    "sku": "product",
    "product": "product",
    "category_code": "category",
    "attribute_code": "attribute",
    "site": "site",
    "website_id": "site",
    "pickup_store": "store",
    "approval": "approval",
    "approvals": "approval",
    "level": "level",
    "channel": "channel",
    "hold": "hold",
    "check": "check",
    "proposals": "proposal",
    "receipt": "receipt",
    "transfer": "transfer",
    "stocktake": "stocktake",
    "lot_code": "lot",
    "link": "link",
    "picture": "picture",
    "pictures": "picture",
    "price_list": "price_list",
    "strategy": "strategy",
    "tax_class": "tax_class",
    "proposal": "price_proposal",
    "run": "import",
    "products": "product",
    "customer_number": "customer",
    "cart": "cart",
    "payment_id": "payment",
    "refund": "refund",
    "share": "share",
    "invoice": "invoice",
    "legal_entity": "entity",
    "checkout": "checkout",
    "saga": "saga",
    "zone_code": "zone",
    "method_code": "method",
    "work": "work",
    "fulfillment_orders": "work",
    "parcel_number": "parcel",
    "fulfillment_line": "work_line",
    "merged_orders": "other_work",
    "bill": "bill",
    "difference": "difference",
    "dispute": "dispute",
    "notice": "notice",
    "payment_call": "payment_call",
}
# What looks like a name and is a filter: what it does not fit is not shown.
FILTERS = frozenset(
    {
        "store",
        "brand",
        "category",
        "q",
        "text",
        "state",
        "payment",
        "reference",
        "fulfillment",
        "action",
        "mine",
        "for_me",
        "troubled",
        "trouble",
        "tag",
        "flag",
    }
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as its document tells it; `kinds` are the things that a call names."""

    id: str
    method: str
    path: str
    scope: str
    kinds: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"{self.method} {self.path}"


def documented(*audiences: Audience) -> dict[str, Operation]:
    """Return the operations of these documents by their id."""
    found = [each for audience in audiences for each in _read(audience)]
    return {each.id: each for each in found}


def _read(audience: Audience) -> Iterator[Operation]:
    document = json.loads(audience.file.read_text())
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            (scope,) = told["security"][0]["key"]
            names = {each["name"] for each in told["parameters"]} | set(_fields(document, told))
            kinds = tuple(sorted({NAMED[name] for name in names if name in NAMED}))
            yield Operation(told["operationId"], method.upper(), path, scope, kinds)


def _fields(document: dict[str, Any], told: dict[str, Any]) -> Iterator[str]:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    waiting = [body.get("schema", {})]
    while waiting:
        schema = waiting.pop()
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            waiting.append(document["components"]["schemas"][name])
        waiting += [schema["items"]] if "items" in schema else []
        for name, inner in schema.get("properties", {}).items():
            yield name
            waiting.append(inner)


OPERATIONS = documented(STOREFRONT, PROGRAMS)
