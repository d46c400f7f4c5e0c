"""What visitors do in a storm over all tenants, in an order left to chance."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx
from dramatiq import Message

from guildhall.kernel.ids import new_id
from guildhall.kernel.jobs import TENANT, broker
from tests.factories.carts import OFFICE, ORDERS
from tests.harness.processes import ROOT, Web
from tests.isolation.canaries import House, canaries_in
from tests.isolation.fuzz_urls import FAILS, SEES_ITS_OWN

PRODUCTS = "/storefront/v1/products"
PAGES = ("/", "/orders", "/stock")
WELL = tuple(view.__name__ for view in SEES_ITS_OWN)
ILL = tuple(view.__name__ for view in FAILS)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where it happens."""

    houses: Mapping[str, House]
    servers: tuple[Web, ...]
    sessions: Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Seen:
    """What one thread was told: answers by way and status, and every canary of somebody else."""

    answers: Counter[str] = field(default_factory=Counter)
    own: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    orders: Counter[str] = field(default_factory=Counter)
    jobs: Counter[str] = field(default_factory=Counter)


class Visitor:
    """One thread's visits, each to another tenant as another kind of caller."""

    def __init__(self, ground: Ground, number: int, random: Random) -> None:
        self._ground, self._number, self._random = ground, number, random
        self._clients = {
            server.port: server.client("alpha.localhost", timeout=120) for server in ground.servers
        }
        self.seen = Seen()

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def visit(self) -> None:
        house = self._ground.houses[self._random.choice(sorted(self._ground.houses))]
        ways: tuple[Callable[[House], None], ...] = (
            self._shop,
            self._work_in_the_office,
            self._browse,
            self._look,
            self._look,
            self._break,
            self._come_with_anothers,
            self._send_a_job,
        )
        self._random.choice(ways)(house)

    def _shop(self, house: House) -> None:
        sku = house.canary.upper()
        site = {"site": house.company.site.number}
        key = _bearer(house.shop_key)
        self._ask(house, Call("GET", PRODUCTS, params=site, headers=key))
        self._ask(
            house, Call("GET", f"{PRODUCTS}/{sku}", params=site, headers=key, kind="product")
        )
        once = key | {"Idempotency-Key": str(new_id())}
        order = Call("POST", ORDERS, json=house.cart(sku), headers=once)
        placed = self._ask(house, order)
        if placed.status_code == 201:
            self.seen.orders[house.slug] += 1
            self._ask(house, order)
            shown = f"{ORDERS}/{placed.json()['number']}"
            self._ask(house, Call("GET", shown, headers=key, kind="order"))

    def _work_in_the_office(self, house: House) -> None:
        key = _bearer(house.office_key)
        self._ask(house, Call("GET", OFFICE, headers=key, params={"text": "canaryof"}))
        self._ask(house, Call("GET", OFFICE, headers=key, params={"limit": 50}))

    def _browse(self, house: House) -> None:
        session = _cookies(self._ground.sessions[house.slug])
        for page in self._random.sample(PAGES, 2):
            self._ask(house, Call("GET", page, headers=session))

    def look(self, house: House, view: str) -> None:
        self._ask(house, Call("GET", f"/api/{view}"))

    def _look(self, house: House) -> None:
        self.look(house, self._random.choice(WELL))

    def _break(self, house: House) -> None:
        self._ask(house, Call("GET", f"/api/{self._random.choice(ILL)}", expected=500))

    def _come_with_anothers(self, house: House) -> None:
        """Come with what opens the door of another tenant: a session, a key."""
        others = sorted(set(self._ground.houses) - {house.slug})
        other = self._ground.houses[self._random.choice(others)]
        key, session = _bearer(other.office_key), _cookies(self._ground.sessions[other.slug])
        self._ask(house, Call("GET", OFFICE, headers=key, expected=401))
        self._ask(house, Call("GET", "/orders", headers=session, expected=302))

    def _send_a_job(self, house: House) -> None:
        """Enqueue by name: the job is known to its worker alone."""
        own, number = str(new_id()), self.seen.jobs[house.slug]
        self.seen.jobs[house.slug] += 1
        options = {
            "redis_message_id": own,
            TENANT: str(house.company.scope.tenant_id),
            "min_backoff": 50,
        }
        # Children are told by their parent's number; a thread's numbers are its own.
        arguments = (house.slug, self._number * 1_000_000 + number)
        message: Message[None] = Message("family", "__main__.parent", arguments, {}, options)
        broker.do_enqueue("family", own, message.encode())

    def _ask(self, house: House, call: "Call") -> httpx.Response:
        client = self._clients[self._random.choice(sorted(self._clients))]
        client.cookies.clear()
        answer = client.request(
            call.method,
            call.path,
            headers={"Host": house.host, **call.headers},
            params=call.params,
            json=call.json,
        )
        whose = canaries_in(answer.content) | canaries_in(str(answer.headers))
        if others := sorted(whose - {house.slug}):
            self.seen.leaks.append(f"{house.slug} was told {others} by {call.method} {call.path}")
        if answer.status_code not in {call.expected, 201}:
            told = f"{call.method} {call.path}: {answer.status_code} {answer.text[:300]}"
            self.seen.odd.append(told)
        kind = f"{call.method} {call.kind or call.path} {answer.status_code}"
        self.seen.answers[kind] += 1
        self.seen.own[kind] += house.slug in whose
        return answer


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a visitor, and the status that it should be answered with, beside 201."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str | int] | None = None
    json: object = None
    expected: int = 200
    kind: str = ""


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _cookies(session: Mapping[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in session.items())}


def take_along(house: House, file: Path, **env: str) -> Path:
    """Make the ZIP that a company may take along, as an operator does."""
    subprocess.run(
        [sys.executable, "manage.py", "archives", "take_along", house.slug, str(file)],
        env={**os.environ, **env},
        cwd=ROOT,
        check=True,
    )
    return file
