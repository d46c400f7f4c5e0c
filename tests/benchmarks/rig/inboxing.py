"""Fill one company with many orders, as a grocery chain had them. Run as a program.

Months of real baskets, the newest today, and the same months before, and so on, until there are
enough: who bought, where, when and for how much is theirs. What a till does not know (states,
holds, tags, names) is dealt out, as it would lie about: what is older than a month is over.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from psycopg import Connection

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.catalog import operations as catalog
from guildhall.catalog.queries import variant_ids
from guildhall.identity import operations as identity
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.orders.models import Order
from guildhall.organization import operations as organization
from guildhall.organization.queries import get_channel, list_channels, list_sites, list_stores
from tenants import operations as tenants
from tenants.provisioning import migrate_public, provision_tenant
from tenants.types import NewTenant
from tests.benchmarks.rig.baskets import Basket, Ground, lines_of, order_of, read_baskets
from tests.factories.company import BACK_OFFICE, make_product
from tests.harness.owner import as_owner

PASSWORD = "correct horse battery"
PEOPLE = {"all": "chain@example.com", "store": "store@example.com"}
CHANNELS = {"web": "House", "market": "Market", "corner": "Corner"}
BASE = 50_000
"""So many real baskets, four months of them; what is more is the same, months before."""

TABLES = ("orders_order", "orders_orderline")

_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = %s AND tablename = ANY(%s)
AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE connamespace = %s::regnamespace)
"""
_KEYS = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE contype = 'f' AND connamespace = %s::regnamespace AND conrelid::regclass::text = ANY(%s)
"""
_BASE_ROWS = """
CREATE TABLE base AS
SELECT o.*, row_number() OVER () AS place, uuidv7() AS again FROM orders_order o
"""
# The newest first; what was open then is over by now.
_ORDERS_AGAIN = """
INSERT INTO orders_order (id, number, channel_id, site_id, store_id, scopes, placed_at, updated_at,
    business_date, currency, net, tax, total, units, state, payment_state, fulfillment_state,
    return_state, channel_status, channel_reference, customer_name, customer_email,
    customer_phone, customer_address, tags)
SELECT again,
    'ORD-' || extract(year FROM at) || '-' || lpad((%(back)s * 200000 + place)::text, 7, '0'),
    channel_id, site_id, store_id, scopes, at, at, at::date, currency, net, tax, total, units,
    CASE WHEN was THEN 'completed' ELSE state END,
    CASE WHEN was THEN 'paid' ELSE payment_state END,
    CASE WHEN was THEN 'fulfilled' ELSE fulfillment_state END, return_state, channel_status,
    CASE WHEN channel_reference = '' THEN '' ELSE %(back)s || '-' || channel_reference END,
    customer_name, customer_email, customer_phone, customer_address, tags
FROM (SELECT y.*, placed_at - make_interval(days => %(days)s) AS at,
      state IN ('placed', 'confirmed') AS was FROM base y) AS before
ORDER BY placed_at DESC LIMIT %(most)s
"""
_LINES_AGAIN = """
INSERT INTO orders_orderline (id, order_id, position, variant_id, sku, title, unit, quantity,
    unit_price, tax_rate, net, tax, total)
SELECT uuidv7(), o.id, l.position, l.variant_id, l.sku, l.title, l.unit, l.quantity,
    l.unit_price, l.tax_rate, l.net, l.tax, l.total
FROM base y JOIN orders_orderline l ON l.order_id = y.id JOIN orders_order o ON o.id = y.again
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, required=True)
    asked = parser.parse_args()
    stamp = system_stamp("benchmark", clock.now())
    scope = _company(stamp)
    baskets = read_baskets(min(asked.orders, BASE))
    with enter(scope):
        ground = _shop(baskets, stamp)
        key = identity.issue_api_key("inbox", capabilities=BACK_OFFICE, stamp=stamp).token
        _hire(ground, stamp)
    indexes = _strip(scope)
    _copy(scope, baskets, ground, asked.orders, stamp.at)
    with as_owner(scope) as owner:
        for definition in indexes:
            owner.execute(definition.encode())
        owner.execute("VACUUM ANALYZE orders_order, orders_orderline")
        size = owner.execute("SELECT pg_total_relation_size('orders_order')").fetchone()
    told = {"host": "bench.localhost", "token": key, "people": PEOPLE, "password": PASSWORD}
    found = {"store": next(iter(ground.stores)), "sku": baskets[0].skus[0]}
    print(
        json.dumps({**told, **found, **_some(scope), "orders_mb": (size or [0])[0] // 1_000_000})
    )


def _company(stamp: Stamp) -> Scope:
    migrate_public()
    with enter(PLATFORM):
        tenants.offer_plan("standard", name="Standard", limits={}, stamp=stamp)
        tenants.open_group("bench", name="Bench", stamp=stamp)
        tenants.open_unit("bench", code="hq", name="Head office", stamp=stamp)
    new = NewTenant(slug="bench", name="Bench", group="bench", unit="hq", host="bench.localhost")
    return provision_tenant(new, stamp=stamp)


def _shop(baskets: list[Basket], stamp: Stamp) -> Ground:
    for number, (code, name) in enumerate(CHANNELS.items()):
        brand = (code if number else "house", name)
        organization.open_channel(code, name=name, brand=brand, currency="USD", stamp=stamp)
        organization.open_site(101 + number, name=name, channel=code, locale="en", stamp=stamp)
    for store in sorted({basket.store for basket in baskets}):
        organization.open_store(
            f"S{store}", name=f"Store {store}", city="Springfield", time_zone="UTC", stamp=stamp
        )
    skus = sorted({sku for basket in baskets for sku in basket.skus})
    products = [make_product(sku) for sku in skus]
    for first in range(0, len(products), 500):
        part = products[first : first + 500]
        catalog.take_products(part, channel=get_channel("web"), stamp=stamp)
    return Ground(
        channels=[(card.code, card.id) for card in list_channels()],
        sites={card.channel.code: card.id for card in list_sites()},
        stores={card.code: card.id for card in list_stores()},
        variants=variant_ids(skus),
        skus=skus,
    )


def _hire(ground: Ground, stamp: Stamp) -> None:
    for reach, email in PEOPLE.items():
        scope = "all" if reach == "all" else f"store:{next(iter(ground.stores))}"
        identity.add_staff(
            email, name=reach, password=PASSWORD, role=Role.OPERATIONS, scope=scope, stamp=stamp
        )


def _strip(scope: Scope) -> list[str]:
    """Take indexes and foreign keys away until the rows are in; return how to make the former."""
    schema, tables = scope.schema, list(TABLES)
    with as_owner(scope) as owner:
        for table, name in owner.execute(_KEYS, [schema, tables]).fetchall():
            owner.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'.encode())
        found = owner.execute(_INDEXES, [schema, tables, schema]).fetchall()
        for name, _ in found:
            owner.execute(f'DROP INDEX "{name}"'.encode())
    return [definition for _, definition in found]


def _copy(scope: Scope, baskets: list[Basket], ground: Ground, orders: int, now: datetime) -> None:
    """Bring in the baskets, and as often before them as it takes."""
    first = len(baskets)
    days = baskets[-1].back.days + 1
    made = [order_of(place, first, baskets, ground, now) for place in range(first)]
    bought = zip(made, reversed(baskets), strict=True)
    lines = (lines_of(row["id"], basket, ground) for row, basket in bought)
    with as_owner(scope) as owner:
        _copied(owner, "orders_order", made)
        _copied(owner, "orders_orderline", chain.from_iterable(lines))
        owner.execute(_BASE_ROWS)
        for back in range(1, -(-orders // first)):
            owner.execute("UPDATE base SET again = uuidv7()")
            told = {"back": back, "days": days * back, "most": orders - back * first}
            owner.execute(_ORDERS_AGAIN, told)
            owner.execute(_LINES_AGAIN)
        owner.execute("DROP TABLE base")


def _some(scope: Scope) -> dict[str, object]:
    """Return what a clerk would look for, of an order half way down the list."""
    with enter(scope):
        rows = Order.objects.order_by("-placed_at")
        row = rows[rows.count() // 2]
        reference = rows.filter(channel_reference__gt="")[10].channel_reference
    return {
        "number": row.number,
        "reference": reference,
        "email": row.customer_email,
        "phone": row.customer_phone.removeprefix("+"),
        "days": [str(row.business_date - timedelta(days=6)), str(row.business_date)],
    }


def _copied(owner: Connection[Any], table: str, rows: Iterable[dict[str, Any]]) -> None:
    found: Iterator[dict[str, Any]] = iter(rows)
    row = next(found)
    statement = f"COPY {table} ({', '.join(row)}) FROM STDIN"
    with owner.cursor() as cursor, cursor.copy(statement.encode()) as to:
        to.write_row(list(row.values()))
        for row in found:
            to.write_row(list(row.values()))


if __name__ == "__main__":
    main()
