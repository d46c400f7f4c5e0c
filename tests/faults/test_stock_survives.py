"""Web workers die, connections break, locks are not got in time: no promise is lost or left over.

Shoppers ask again with the same key until they have an answer, as a good client does. What they
were told is their book, and the house's own must agree with it.
"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from threading import Event as Signal
from threading import Lock

import httpx
import pytest

from guildhall.inventory.models import Reservation
from guildhall.inventory.operations import expire_holds
from guildhall.inventory.queries import list_levels
from guildhall.inventory.states import Outcome
from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.orders.models import Order
from tests.factories.carts import OFFICE, ORDERS, cart_json
from tests.factories.company import Company, make_company
from tests.harness.owner import as_owner
from tests.harness.processes import Web, wait_until, web_server
from tests.harness.sizes import size_of
from tests.inventory.shelves import broken_rules

pytestmark = [pytest.mark.faults, pytest.mark.slow]

SHOPPERS = 6
SKUS = ("APPLE", "BREAD", "CHEESE")
STOCK = Decimal(400)
NAME = "stock-hammer"
STILL_RUNNING = "idempotency.in_progress"
_CUT = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE application_name = %s AND datname = current_database() AND pid <> pg_backend_pid()
"""
_HOLD = "SELECT id FROM inventory_stocklevel ORDER BY id FOR UPDATE"
_A_WHILE = "SELECT pg_sleep(0.8)"


@dataclass(slots=True)
class Book:
    """What shoppers were told, and in which state they left each order."""

    orders: dict[str, dict[str, int]] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    lost: int = 0
    lock: Lock = field(default_factory=Lock)

    def note(self, number: str, lines: dict[str, int]) -> None:
        with self.lock:
            self.orders[number] = lines
            self.left[number] = "placed"


@dataclass(slots=True)
class Shopper:
    """Orders, and then leaves it, confirms, confirms and ships, or calls it off."""

    web: Web
    company: Company
    book: Book
    over: Signal
    number: int

    def shop(self) -> None:
        random, count = Random(self.number), 0
        while not self.over.is_set():
            count += 1
            self._buy(f"{self.number}-{count}", random)

    def _buy(self, key: str, random: Random) -> None:
        lines = {sku: random.randint(1, 2) for sku in random.sample(SKUS, random.randint(1, 3))}
        answer = self._ask(ORDERS, self.company.storefront_key, key, cart_json(lines))
        if answer is None or answer.status_code != 201:
            return
        number = answer.json()["number"]
        self.book.note(number, lines)
        fate = random.choice(("placed", "confirmed", "shipped", "canceled"))
        reason = {"reason": "changed my mind"}
        if fate == "canceled" and self._done(f"{ORDERS}/{number}/cancellation", key, reason):
            self.book.left[number] = fate
        if fate in {"confirmed", "shipped"} and self._done(f"{OFFICE}/{number}/confirmation", key):
            self.book.left[number] = "confirmed"
            if fate == "shipped" and self._done(f"{OFFICE}/{number}/shipment", key):
                self.book.left[number] = "shipped"

    def _done(self, path: str, key: str, body: dict[str, str] | None = None) -> bool:
        secret = self.company.storefront_key if body else self.company.office_key
        answer = self._ask(path, secret, key, body)
        return answer is not None and answer.status_code == 200

    def _ask(self, path: str, secret: str, key: str, body: object) -> httpx.Response | None:
        """Ask until there is an answer that stands; whatever is over is asked to the end."""
        for _ in range(400):
            try:
                with self.web.client(self.company.host, key=secret, timeout=10) as client:
                    answer = client.post(path, json=body, headers={"Idempotency-Key": key})
            except httpx.TransportError:
                self.book.lost += 1
                Signal().wait(0.05)
                continue
            self.book.answers[answer.status_code] += 1
            if answer.status_code < 500 and answer.json().get("code") != STILL_RUNNING:
                return answer
            Signal().wait(0.05)
        raise AssertionError(f"{path} never answered")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Web]:
    """Run a web server that waits for a lock no longer than 0.3 s and may be killed."""
    with web_server(tmp_path, PGAPPNAME=NAME, PGOPTIONS="-c lock_timeout=300ms") as found:
        yield found


def _strike(blow: int, server: Web, scope: Scope) -> str:
    if blow % 3 == 0:
        server.process.kill()
        server.process.start()
        return "killed"
    if blow % 3 == 1:
        with as_owner() as owner:
            owner.execute(_CUT, [NAME])
        return "cut"
    with as_owner(scope) as owner, owner.transaction():
        owner.execute(_HOLD)
        owner.execute(_A_WHILE)
    return "held up"


def test_nothing_is_lost_and_nothing_left_over(committed: dict[str, Scope], server: Web) -> None:
    blows = size_of("stock_hammer", small=6, soak=60)
    scope = committed["alpha"]
    with enter(scope), unit():
        company = make_company(stock=STOCK * 4 * max(1, blows // 6), skus=SKUS)
    book, over, struck = Book(), Signal(), Counter[str]()

    with ThreadPoolExecutor(SHOPPERS) as pool:
        shoppers: list[Future[None]] = [
            pool.submit(Shopper(server, company, book, over, n).shop) for n in range(SHOPPERS)
        ]
        for blow in range(blows):
            before = len(book.orders)
            wait_until(lambda: len(book.orders) > before + 3, what="orders to strike at")  # noqa: B023 - at once
            struck[_strike(blow, server, scope)] += 1
        over.set()
    for shopper in shoppers:
        shopper.result()

    told = f"{len(book.orders)} orders, {dict(struck)}, {book.lost} answers lost"
    print(f"stock_hammer: {told}, answered {dict(book.answers)}")  # noqa: T201 - the report
    assert set(struck) == {"killed", "cut", "held up"}
    assert book.lost > 0
    with enter(scope), unit():
        assert broken_rules() == []
        _books_agree(book)
        _nothing_is_left_over(book)


def _books_agree(book: Book) -> None:
    """Each order that somebody was told of is there, once, as it was left, with its stock."""
    rows = dict(Order.objects.values_list("number", "state"))
    assert set(rows) == set(book.orders)
    held = Counter[str]()
    for reference, quantity in Reservation.objects.exclude(
        outcome__in=(Outcome.RELEASED, Outcome.EXPIRED)
    ).values_list("reference", "quantity"):
        held[reference] += int(quantity)
    assert held == {
        number: sum(lines.values())
        for number, lines in book.orders.items()
        if book.left[number] != "canceled"
    }


def _nothing_is_left_over(book: Book) -> None:
    """After its time only what was confirmed is still promised."""
    late = system_stamp("test", clock.now() + timedelta(minutes=31))
    while expire_holds(stamp=late):
        pass
    confirmed = Counter[str]()
    for number, lines in book.orders.items():
        if book.left[number] == "confirmed":
            confirmed.update(lines)
    reserved = Counter[str]()
    for level in list_levels(limit=100).items:
        reserved[level.sku] += int(level.reserved)
    assert +reserved == +confirmed
    assert broken_rules() == []
