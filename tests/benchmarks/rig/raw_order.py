"""The rows of an order in raw psycopg: ten statements, no model, no check, no refusal.

It is the floor that `orders` measures against, so it writes row for row what the house
writes (`test_raw_view` compares) and does nothing that it could leave out.
"""

import hashlib
import json
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from guildhall.kernel.ids import new_id
from guildhall.organization.types import SiteCard

CLAIM = """
INSERT INTO kernel_idempotencykey (id, principal, method, path, key, body_hash)
VALUES (%s, 'key:raw', 'POST', '/storefront/bench/raw', %s, %s)
ON CONFLICT (principal, method, path, key) DO NOTHING
"""
PRICE = """
SELECT v.sku, v.id, v.title, v.unit, p.amount, coalesce(t.rate, 0)
FROM catalog_price p JOIN catalog_variant v ON v.id = p.variant_id
JOIN catalog_product pr ON pr.id = v.product_id
LEFT JOIN catalog_taxrate t ON t.tax_class_id = pr.tax_class_id AND t.region = ''
WHERE v.sku IN (%s, %s) AND p.channel_id = %s AND p.currency = %s
"""
ORDER = """
INSERT INTO orders_order (id, number, scopes, placed_at, business_date, currency, net, tax, total,
  units, state, payment_state, fulfillment_state, return_state, channel_status,
  channel_reference, customer_name, customer_email, customer_phone, customer_address,
  updated_at, channel_id, site_id)
VALUES (%s, 'ORD-' || %s || '-' || to_char(nextval('orders_number_seq'), 'FM999999000000'), %s, %s,
  %s, %s, %s, %s, %s, %s, 'placed', 'unpaid', 'unfulfilled', 'none', '', '', %s, %s, %s, %s, %s,
  %s, %s) RETURNING number
"""
LINES = """
INSERT INTO orders_orderline (id, position, sku, title, unit, quantity, unit_price, tax_rate, net,
  tax, total, order_id, variant_id)
VALUES (%s, 0, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s),
       (%s, 1, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
DELTAS = """
INSERT INTO orders_orderdelta (id, reason, quantity, net, tax, total, tax_rate, currency,
  base_currency, base_total, revision, at, business_date, line_id, order_id)
VALUES (%s, 'placed', %s, %s, 0, %s, %s, %s, '', NULL, 1, %s, %s, %s, %s),
       (%s, 'placed', %s, %s, 0, %s, %s, %s, '', NULL, 1, %s, %s, %s, %s)
"""
LEVELS = """
SELECT l.id, l.variant_id, s.rank, l.on_hand - l.reserved - l.unavailable, l.location_id, l.owner
FROM inventory_stocklevel l
JOIN inventory_channelsource s ON s.location_id = l.location_id
JOIN inventory_location p ON p.id = l.location_id
WHERE l.variant_id IN (%s, %s) AND s.channel_id = %s
  AND p.closed_at IS NULL AND p.kind IN ('warehouse', 'store')
ORDER BY l.id FOR UPDATE OF l
"""
RESERVE = """
UPDATE inventory_stocklevel l SET reserved = reserved + n.quantity, updated_at = %s
FROM (VALUES (%s::uuid, %s::numeric), (%s::uuid, %s::numeric)) AS n (id, quantity)
WHERE l.id = n.id
RETURNING l.id, l.on_hand - l.reserved - l.unavailable, l.low_at, n.quantity
"""
HOLDS = """
INSERT INTO inventory_reservation (id, reference, quantity, backordered, promised_on, holder,
  made_at, expires_at, closed_at, outcome, level_id)
VALUES (%s, %s, %s, 0, NULL, '', DEFAULT, %s, NULL, '', %s),
       (%s, %s, %s, 0, NULL, '', DEFAULT, %s, NULL, '', %s)
"""
FACTS = """
INSERT INTO kernel_fact (fact_id, type, subject, payload, occurred_at, actor_kind, actor_name,
  request_id)
VALUES (%s, 'stock.reserved', %s, %s, %s, 'api_key', 'key:raw', %s),
       (%s, 'order.placed', %s, %s, %s, 'api_key', 'key:raw', %s)
"""
KEEP = "UPDATE kernel_idempotencykey SET status = 201, answer = %s WHERE id = %s"
CENT = Decimal("0.01")


def write_order(
    cursor: Any,
    body: dict[str, Any],
    *,
    site: SiteCard,
    key: str,
    digest: bytes,
    at: datetime,
    request_id: UUID,
) -> str:
    """Write an order of two lines and return its answer."""
    claim, order = new_id(), new_id()
    cursor.execute(CLAIM, [claim, key, hashlib.sha256(digest).digest()])
    lines = _priced(cursor, body, site)
    number = _head(cursor, body, lines, order=order, site=site, at=at)
    cursor.execute(LINES, [value for line in lines for value in _line(line, order)])
    cursor.execute(
        DELTAS, [value for line in lines for value in _delta(line, order, site=site, at=at)]
    )
    _reserve(cursor, lines, site, number, at)
    shown = _shown(lines, number, site.channel.currency)
    held = {"reference": number, "lines": shown["lines"]}
    cursor.execute(
        FACTS,
        [
            *(new_id(), f"stock:{number}", json.dumps(held), at, request_id),
            *(new_id(), f"order:{number}", json.dumps(shown), at, request_id),
        ],
    )
    answer = json.dumps(shown)
    cursor.execute(KEEP, [answer, claim])
    return answer


def _priced(cursor: Any, body: dict[str, Any], site: SiteCard) -> list[dict[str, Any]]:
    asked = body["lines"]
    skus = [line["sku"] for line in asked]
    cursor.execute(PRICE, [*skus, site.channel.id, site.channel.currency])
    found = {row[0]: row for row in cursor.fetchall()}
    lines = []
    for line in asked:
        sku, variant, title, unit, price, tax_rate = found[line["sku"]]
        quantity = Decimal(line["quantity"])
        total = (price * quantity).quantize(CENT, ROUND_HALF_UP)
        lines.append(
            {
                "id": new_id(),
                "sku": sku,
                "variant": variant,
                "title": title,
                "unit": unit,
                "price": price,
                "tax_rate": tax_rate,
                "quantity": quantity,
                "total": total,
            }
        )
    return lines


def _line(line: dict[str, Any], order: UUID) -> list[Any]:
    return [
        *(line["id"], line["sku"], line["title"], line["unit"], line["quantity"], line["price"]),
        *(line["tax_rate"], line["total"], 0, line["total"], order, line["variant"]),
    ]


def _delta(line: dict[str, Any], order: UUID, *, site: SiteCard, at: datetime) -> list[Any]:
    channel = site.channel
    return [
        *(new_id(), line["quantity"], line["total"], line["total"], line["tax_rate"]),
        *(channel.currency, at, channel.business_date(at), line["id"], order),
    ]


def _reserve(
    cursor: Any, lines: list[dict[str, Any]], site: SiteCard, number: str, at: datetime
) -> None:
    wanted = {line["variant"]: line["quantity"] for line in lines}
    cursor.execute(LEVELS, [*wanted, site.channel.id])
    nearest = {row[1]: row[0] for row in sorted(cursor.fetchall(), key=lambda row: -row[2])}
    levels = [(level, wanted[variant]) for variant, level in nearest.items()]
    cursor.execute(RESERVE, [at, *(value for level in levels for value in level)])
    until = at + site.channel.hold
    holds = [[new_id(), number, quantity, until, level] for level, quantity in levels]
    cursor.execute(HOLDS, [value for hold in holds for value in hold])


def _head(
    cursor: Any,
    body: dict[str, Any],
    lines: list[dict[str, Any]],
    *,
    order: UUID,
    site: SiteCard,
    at: datetime,
) -> str:
    day = site.channel.business_date(at)
    total = sum(line["total"] for line in lines)
    who = body["customer"]
    cursor.execute(
        ORDER,
        [
            *(order, day.year, json.dumps(site.channel.scopes), at, day, site.channel.currency),
            *(total, 0, total, sum(line["quantity"] for line in lines)),
            *(who["name"], who["email"], who["phone"], who["address"]),
            *(at, site.channel.id, site.id),
        ],
    )
    return str(cursor.fetchone()[0])


def _shown(lines: list[dict[str, Any]], number: str, currency: str) -> dict[str, Any]:
    total = sum(line["total"] for line in lines)
    return {
        "number": number,
        "state": "placed",
        "lines": [{"sku": x["sku"], "quantity": str(x["quantity"])} for x in lines],
        "total": {"amount": str(total), "currency": currency},
    }
