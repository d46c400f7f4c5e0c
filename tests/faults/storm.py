"""Shoppers who keep ordering while processes are killed and Valkey forgets."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event as Signal
from typing import Any

from django.db import connections

from guildhall.kernel.redis import redis
from tests.factories.carts import ORDERS, send_cart
from tests.factories.company import Company
from tests.harness.processes import Process, Web, background, wait_until

SEED = 2026
LEASE_SECONDS = "3"
PACE = (0.0, 1.5)  # seconds from the first work that is seen to the blow
SHOPPING = (0.1, 0.4)  # seconds between two orders of one shopper


@dataclass(slots=True)
class Storm:
    """What happened in it."""

    orders: dict[str, list[str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    kills: int = 0
    flushes: int = 0

    @property
    def placed(self) -> int:
        return sum(len(numbers) for numbers in self.orders.values())

    def told(self) -> str:
        return f"{self.placed} orders, {self.kills} kills, {self.flushes} times flushed"


def processes(names: tuple[str, ...], folder: Path) -> dict[str, Process]:
    """Start these programs with leases short enough to wait for."""
    env = {"GUILDHALL_FACT_LEASE_SECONDS": LEASE_SECONDS, "GUILDHALL_EPOCH_CHECK_SECONDS": "0.5"}
    found = {name: background(name, folder, **env) for name in names}
    for process in found.values():
        process.start()
    return found


def storm(
    web: Web,
    companies: Mapping[str, Company],
    victims: Mapping[str, Process],
    *,
    blows: int,
    delivered: Callable[[], int],
    placed: Callable[[str, str], None] = lambda _slug, _number: None,
) -> Storm:
    """Let each company's shoppers order while blows fall; two of the blows empty Valkey.

    A blow waits until facts were delivered since the last one: it falls on those that work.
    """
    found, over, random = Storm({slug: [] for slug in companies}), Signal(), Random(SEED)
    flushed = {blows // 3, 2 * blows // 3}

    def shop(slug: str) -> None:
        _shop(web, companies[slug], over, found, lambda number: placed(slug, number))

    with ThreadPoolExecutor(len(companies)) as pool:
        shoppers: list[Future[None]] = [pool.submit(shop, slug) for slug in companies]
        for blow in range(blows):
            before = delivered()
            wait_until(lambda: delivered() > before, what="work to strike at")  # noqa: B023 - at once
            over.wait(random.uniform(*PACE))
            if blow in flushed:
                redis().flushdb()
                found.flushes += 1
            victim = victims[random.choice(sorted(victims))]
            victim.kill()
            victim.start()
            found.kills += 1
        over.set()
    for shopper in shoppers:
        shopper.result()
    return found


def _shop(
    web: Web, company: Company, over: Signal, found: Storm, placed: Callable[[str], None]
) -> None:
    """Place orders until it is over, and call every fifth off again."""
    random, count = Random(f"{SEED}:{company.scope.slug}"), 0
    numbers = found.orders[company.scope.slug]
    with web.client(company.host, key=company.storefront_key) as client:
        while not over.wait(random.uniform(*SHOPPING)):
            count += 1
            sku = random.choice(sorted(company.variants))
            answer = send_cart(client, {sku: random.randint(1, 3)}, key=f"storm-{count}")
            if answer.status_code != 201:
                found.refused.append(answer.text)
                continue
            told: dict[str, Any] = answer.json()
            numbers.append(told["number"])
            placed(told["number"])
            if count % 5 == 0:
                client.post(
                    f"{ORDERS}/{told['number']}/cancellation",
                    json={"reason": "changed my mind"},
                    headers={"Idempotency-Key": f"cancel-{count}"},
                )
    connections.close_all()
