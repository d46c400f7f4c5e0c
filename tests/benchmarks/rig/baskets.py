"""Baskets of a grocery chain as orders: what is theirs, and what is dealt out to them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from guildhall.config.demo.source import data_folder
from guildhall.kernel.ids import new_id

SKUS = 1_500
LINES = 1  # of each basket: a list reads no lines but those of a SKU
OPEN_FOR = timedelta(days=30)
FIRST = ("Alice", "Bob", "Carla", "Deng", "Emma", "Feng", "Grace", "Hugo", "Ines", "Jun", "Kai")
LAST = ("Miller", "Smith", "Wang", "Garcia", "Li", "Novak", "Okafor", "Rossi", "Sato", "Weber")
HOLDS = ("address", "payment", "stock", "customer")
OVER = (
    (9_200, ("completed", "paid", "fulfilled")),
    (9_500, ("canceled", "unpaid", "canceled")),
    (9_700, ("expired", "unpaid", "canceled")),
    (9_850, ("completed", "partially_refunded", "fulfilled")),
    (9_950, ("canceled", "refunded", "canceled")),
    (9_998, ("completed", "unpaid", "fulfilled")),
    (10_000, ("completed", "overpaid", "fulfilled")),
)
OPEN = (
    (1_500, ("placed", "unpaid", "unfulfilled")),
    (2_000, ("placed", "authorized", "unfulfilled")),
    (8_800, ("confirmed", "paid", "unfulfilled")),
    (9_500, ("confirmed", "unpaid", "unfulfilled")),
    (10_000, ("confirmed", "paid", "partially_fulfilled")),
)


@dataclass(frozen=True, slots=True)
class Basket:
    """What one household bought at one till: `back` is how long before the last one."""

    back: timedelta
    store: int
    household: int
    cents: int
    skus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """The company's rows that orders point to, by code."""

    channels: list[tuple[str, UUID]]
    sites: dict[str, UUID]
    stores: dict[str, UUID]
    variants: dict[str, UUID]
    skus: list[str]


def read_baskets(most: int) -> list[Basket]:
    """Return the newest baskets that have something of what sells most, newest first."""
    columns = ["basket_id", "store_id", "household_id", "product_id", "sales_value"]
    at = "transaction_timestamp"
    table = pq.read_table(data_folder() / "transactions.parquet", columns=[*columns, at])
    sales = Counter(table["product_id"].to_pylist())
    sold = pa.array([product for product, _ in sales.most_common(SKUS)])
    kept = table.filter(pc.is_in(table["product_id"], value_set=sold))
    by_basket = kept.group_by(["basket_id", "store_id", "household_id"])
    found = by_basket.aggregate([(at, "max"), ("sales_value", "sum"), ("product_id", "list")])
    newest = found.sort_by([(f"{at}_max", "descending")])
    rows = newest.slice(0, most).to_pylist()
    last = rows[0][f"{at}_max"]
    return [
        Basket(
            back=last - row[f"{at}_max"],
            store=row["store_id"],
            household=row["household_id"],
            cents=max(1, round(row["sales_value_sum"] * 100)),
            skus=tuple(f"P{sku}" for sku in dict.fromkeys(row["product_id_list"])),
        )
        for row in rows
    ]


def order_of(
    place: int, total: int, baskets: list[Basket], ground: Ground, now: datetime
) -> dict[str, Any]:
    """Return the row of an order; the last place is the newest."""
    basket = baskets[total - 1 - place]
    at = now - basket.back
    dice = place * 7_919 % 10_007 % 10_000
    code, channel = ground.channels[_which_channel(place)]
    store = f"S{basket.store}"
    brand = "house" if code == "web" else code
    amount = Decimal(basket.cents) / 100
    return {
        "id": new_id(),
        "number": f"ORD-{at.year}-{place + 1:06}",
        "channel_id": channel,
        "site_id": ground.sites[code],
        "store_id": ground.stores[store],
        "scopes": f'["channel:{code}", "brand:{brand}", "store:{store}"]',
        "placed_at": at,
        "updated_at": at,
        "business_date": at.date(),
        "currency": "USD",
        "net": amount,
        "tax": 0,
        "total": amount,
        "units": len(basket.skus),
        "channel_status": "",
        "channel_reference": f"114-{place:07}-{dice:04}" if code == "market" else "",
        **_standing(dice, is_open=now - at < OPEN_FOR),
        **_buyer(basket.household),
    }


def lines_of(order: UUID, basket: Basket, ground: Ground) -> Iterator[dict[str, Any]]:
    """Yield the first lines of an order."""
    for position, sku in enumerate(basket.skus[:LINES]):
        yield {
            "id": new_id(),
            "order_id": order,
            "position": position,
            "variant_id": ground.variants[sku],
            "sku": sku,
            "title": sku,
            "unit": "each",
            "quantity": 1,
            "unit_price": 1,
            "tax_rate": 0,
            "net": 1,
            "tax": 0,
            "total": 1,
        }


def _which_channel(place: int) -> int:
    """Deal out channels: most to the web, a fifth to a marketplace, few to a corner."""
    dice = place % 100
    return 0 if dice == 0 else 1 if dice < 21 else 2


def _standing(dice: int, *, is_open: bool) -> dict[str, str]:
    """Deal out where an order stands, and what was said of it."""
    table = OPEN if is_open else OVER
    state, payment, fulfillment = next(states for until, states in table if dice < until)
    held = is_open and dice % 50 == 0
    tags = ["vip"] if dice % 50 == 1 else ["gift"] if dice == 4_242 else []
    return {
        "state": state,
        "payment_state": payment,
        "fulfillment_state": fulfillment,
        "return_state": "none",
        "holds": f'["{HOLDS[dice // 50 % len(HOLDS)]}"]' if held else "[]",
        "tags": f'["{tags[0]}"]' if tags else "[]",
        "fraud": "review" if is_open and dice % 500 == 7 else "",
    }


def _buyer(household: int) -> dict[str, str]:
    first, last = FIRST[household % len(FIRST)], LAST[household // len(FIRST) % len(LAST)]
    return {
        "customer_name": f"{first} {last}",
        "customer_email": f"{first}.{last}.{household}@example.com".lower(),
        "customer_phone": f"+1555{household:07}",
        "customer_address": f"{household} Main Street",
    }
