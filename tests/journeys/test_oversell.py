"""What is scarce is never sold twice, however many ask at once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from threading import Lock
from typing import Any

import httpx
import psycopg
import pytest

from guildhall.inventory.queries import audit_stock
from guildhall.inventory.types import StockAudit
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.carts import OFFICE, ORDERS, send_cart
from tests.factories.company import Company, make_company
from tests.harness.counts import rows_in
from tests.harness.crowds import crowd
from tests.harness.owner import as_owner
from tests.harness.processes import Web
from tests.harness.sizes import size_of

CLIENTS = 32
SKUS = ("APPLE", "BREAD", "CHEESE", "DATES", "EGGS")
STOCK = Decimal(40)
LOST_RACES = {"inventory.out_of_stock", "states.move_not_allowed", "orders.not_confirmed"}

_BY_SKU = """
SELECT v.sku,
       (SELECT coalesce(sum(m.quantity), 0) FROM inventory_movement m
        JOIN inventory_stocklevel l ON l.id = m.level_id
        WHERE l.variant_id = v.id AND m.kind = 'receipt') AS received,
       (SELECT coalesce(-sum(m.quantity), 0) FROM inventory_movement m
        JOIN inventory_stocklevel l ON l.id = m.level_id
        WHERE l.variant_id = v.id AND m.kind = 'shipment') AS shipped,
       (SELECT coalesce(sum(r.quantity), 0) FROM inventory_reservation r
        JOIN inventory_stocklevel l ON l.id = r.level_id
        WHERE l.variant_id = v.id AND r.outcome = '') AS promised,
       (SELECT sum(l.reserved) FROM inventory_stocklevel l WHERE l.variant_id = v.id),
       (SELECT sum(l.on_hand) FROM inventory_stocklevel l WHERE l.variant_id = v.id)
FROM catalog_variant v ORDER BY v.sku
"""


@dataclass(slots=True)
class Book:
    """What the clients were told, kept by themselves: the house's books must agree with it."""

    open: list[tuple[str, dict[str, int]]] = field(default_factory=list)
    shipped: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def take(self, random: Random) -> tuple[str, dict[str, int]] | None:
        with self.lock:
            return random.choice(self.open) if self.open else None

    def placed(self, number: str, lines: dict[str, int]) -> None:
        with self.lock:
            self.open.append((number, lines))

    def left(self, order: tuple[str, dict[str, int]], *, shipped: bool) -> None:
        with self.lock:
            self.open.remove(order)
            if shipped:
                self.shipped.update(order[1])

    @property
    def promised(self) -> Counter[str]:
        return Counter(sku for _, lines in self.open for sku, n in lines.items() for _ in range(n))


@dataclass(slots=True)
class Shopper:
    """One client of 32: it shops, calls off and ships, its own orders or those of others."""

    shop: httpx.Client
    office: httpx.Client
    book: Book
    random: Random
    name: str

    def run(self, calls: int) -> list[httpx.Response]:
        doing = self.random.choices((self.buy, self.call_off, self.ship), (6, 2, 2), k=calls)
        return [answer for i, act in enumerate(doing) for answer in act(f"{self.name}-{i}")]

    def buy(self, key: str) -> Iterator[httpx.Response]:
        lines = {sku: self.random.randint(1, 3) for sku in self.random.sample(SKUS, 3)}
        lines = dict(list(lines.items())[: self.random.randint(1, 3)])
        store = self.random.choice((None, None, None, "S1", "S2"))
        answer = send_cart(self.shop, lines, key=key, store=store)
        if answer.status_code == 201:
            self.book.placed(answer.json()["number"], lines)
        yield answer

    def call_off(self, key: str) -> Iterator[httpx.Response]:
        order = self.book.take(self.random)
        if order is None:
            return
        answer = self.shop.post(
            f"{ORDERS}/{order[0]}/cancellation",
            json={"reason": "changed my mind"},
            headers={"Idempotency-Key": key},
        )
        if answer.status_code == 200:
            self.book.left(order, shipped=False)
        yield answer

    def ship(self, key: str) -> Iterator[httpx.Response]:
        order = self.book.take(self.random)
        if order is None:
            return
        headers = {"Idempotency-Key": key}
        yield self.office.post(f"{OFFICE}/{order[0]}/confirmation", headers=headers)
        answer = self.office.post(f"{OFFICE}/{order[0]}/shipment", headers=headers)
        if answer.status_code == 200:
            self.book.left(order, shipped=True)
        yield answer


def _hammer(web: Web, company: Company, calls: int) -> tuple[Book, list[httpx.Response]]:
    book = Book()

    def act(number: int, random: Random) -> list[httpx.Response]:
        with (
            web.client(company.host, key=company.storefront_key) as shop,
            web.client(company.host, key=company.office_key) as office,
        ):
            return Shopper(shop, office, book, random, f"c{number}").run(calls)

    return book, [answer for answers in crowd(CLIENTS, act) for answer in answers]


@pytest.mark.slow
def test_thirty_two_clients_never_oversell_what_is_scarce(
    committed: dict[str, Scope], web: Web
) -> None:
    calls = size_of("oversell", small=12, soak=400)
    with enter(committed["alpha"]):
        company = make_company(skus=SKUS, stock=STOCK)

    book, answers = _hammer(web, company, calls)

    told = Counter((a.status_code, a.json().get("code", "")) for a in answers)
    refused = {code for status, code in told if status not in {200, 201}}
    assert refused <= LOST_RACES, told
    assert {status for status, _ in told} <= {200, 201, 409}
    assert told[409, "inventory.out_of_stock"] > CLIENTS
    with enter(committed["alpha"]):
        assert audit_stock() == StockAudit(len(SKUS) * 2, 0, 0, 0)
    for sku, received, shipped, promised, reserved, on_hand in rows_in(
        committed["alpha"], _BY_SKU
    ):
        assert received == STOCK
        assert shipped + promised <= received
        assert shipped == book.shipped[sku]
        assert promised == reserved == book.promised[sku]
        assert on_hand == received - shipped


@pytest.mark.slow
def test_a_check_followed_by_a_write_does_oversell_under_the_same_clients(
    committed: dict[str, Scope],
) -> None:
    """The negative control: the crowd is able to find what the house must not have."""
    calls = size_of("oversell_control", small=12, soak=12)
    with as_owner() as owner:
        owner.execute("DROP TABLE IF EXISTS public.naive_stock")
        owner.execute("CREATE TABLE public.naive_stock (sku text, on_hand int, reserved int)")
        owner.cursor().executemany(
            "INSERT INTO public.naive_stock VALUES (%s, %s, 0)", [(s, int(STOCK)) for s in SKUS]
        )

        def buy(_number: int, random: Random) -> None:
            with as_owner() as connection:
                for _ in range(calls):
                    for sku in random.sample(SKUS, random.randint(1, 3)):
                        _check_then_write(connection, sku, random.randint(1, 3))

        crowd(CLIENTS, buy)

        oversold = owner.execute(
            "SELECT count(*) FROM public.naive_stock WHERE reserved > on_hand"
        ).fetchone()
        owner.execute("DROP TABLE public.naive_stock")
    assert oversold is not None
    assert oversold[0] > 0


def _check_then_write(connection: psycopg.Connection[Any], sku: str, wanted: int) -> None:
    left = connection.execute(
        "SELECT on_hand - reserved FROM public.naive_stock WHERE sku = %s", [sku]
    ).fetchone()
    if left is not None and left[0] >= wanted:
        connection.execute(
            "UPDATE public.naive_stock SET reserved = reserved + %s WHERE sku = %s", [wanted, sku]
        )
