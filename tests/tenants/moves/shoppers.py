"""Shoppers who order by HTTP while their shop moves, and ask again with the same key."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Event as Signal
from threading import Lock

import httpx

from tests.factories.carts import send_cart
from tests.factories.company import Company
from tests.harness.processes import Web

TRIES = 60
LONGEST_WAIT = 0.3
"""They know better than Retry-After, so that more of them knock while nobody may come in."""


@dataclass(slots=True)
class Told:
    """What they were told: a number for each key, and the refusals on the way."""

    numbers: dict[str, str] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)
    given_up: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


@contextmanager
def shopping(webs: Sequence[Web], company: Company, *, shoppers: int) -> Iterator[Told]:
    """Let shoppers order for as long as the block lasts; each knocks at all the doors in turn."""
    found, over = Told(), Signal()
    with ThreadPoolExecutor(shoppers) as pool:
        try:
            running = [
                pool.submit(_shop, number, webs, company, found, over)
                for number in range(shoppers)
            ]
            yield found
        finally:
            over.set()
    for each in running:
        each.result()


def _shop(number: int, webs: Sequence[Web], company: Company, found: Told, over: Signal) -> None:
    random, count = Random(f"2026:{number}"), 0
    clients = [web.client(company.host, key=company.storefront_key) for web in webs]
    while not over.is_set():
        count += 1
        key, lines = f"shopper-{number}-{count}", {random.choice(["APPLE", "BREAD"]): 1}
        _order(clients, lines, key, found, over)
    for client in clients:
        client.close()


def _order(
    clients: list[httpx.Client], lines: dict[str, int], key: str, found: Told, over: Signal
) -> None:
    for attempt in range(TRIES):
        answer = send_cart(clients[attempt % len(clients)], lines, key=key)
        if answer.status_code == 201:
            with found.lock:
                found.numbers[key] = answer.json()["number"]
            return
        with found.lock:
            found.refusals[answer.json()["code"]] += 1
        assert answer.headers["Retry-After"], answer.text
        over.wait(min(LONGEST_WAIT, float(answer.headers["Retry-After"])))
    with found.lock:
        found.given_up.append(key)
