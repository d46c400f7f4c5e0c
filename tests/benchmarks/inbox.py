"""How long the order list takes with a million orders of one company behind it.

The console's page as a person gets it, over HTTP from a real server: rows, the count beside them,
the counts of every view, and the frame. Each way to narrow it is a shape of its own, warm, one
after another; the slowest of twenty in each shape is told. Beside it the same list for programs.
"""

import re
import time
from collections.abc import Iterator
from typing import Any

import httpx

from tests.benchmarks.rig.figures import Size, size_asked, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by
from tests.benchmarks.rig.web import CHOSEN, serving

ORDERS = 1_000_000
QUICK_ORDERS = 50_000
FULL = Size(rounds=40, seconds=0)
QUICK = Size(rounds=10, seconds=0)
MARK_MS = 100
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NEXT = re.compile(r'href="\?([^"]*cursor=[^"]+)"\s+rel="next"')


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    orders = QUICK_ORDERS if size is QUICK else ORDERS
    env = fresh_database("inbox")
    told = told_by("inboxing", "--orders", str(orders), env=env)
    with serving(CHOSEN, env, host=told["host"]) as web:
        pages = {
            who: _signed_in(web.url, told, email=email) for who, email in told["people"].items()
        }
        program = _client(web.url, told)
        program.headers["Authorization"] = f"Bearer {told['token']}"
        took = {
            name: _slowest(pages[who], f"/orders?{query}", size.rounds)
            for name, who, query in _shapes(told, pages["all"])
        }
        api = {
            name: _slowest(program, f"/api/v1/orders?{query}", size.rounds)
            for name, query in _calls(told)
        }
    _tell(orders, told, took, api)


def _shapes(told: dict[str, Any], page: httpx.Client) -> Iterator[tuple[str, str, str]]:
    """Yield a name, who looks, and the filters of the address."""
    plain = {
        "all": "",
        "open": "state=open",
        "canceled": "state=canceled",
        "unpaid": "payment=unpaid",
        "overpaid": "payment=overpaid",
        "partly_shipped": "fulfillment=partially_fulfilled",
        "to_ship": "state=confirmed&fulfillment=unfulfilled",
        "paid_and_canceled": "state=canceled&payment=refunded",
        "late": "due=late",
        "held": "flag=held",
        "problems": "flag=problem",
        "tag_common": "tag=vip",
        "tag_rare": "tag=gift",
        "store": f"store={told['store']}",
        "store_and_unpaid": f"store={told['store']}&payment=unpaid",
        "channel_rare": "channel=corner",
        "brand": "brand=market",
        "days": f"since={told['days'][0]}&until={told['days'][1]}",
        "oldest_first": "payment=unpaid&sort=oldest",
        "last_changed": "state=completed&sort=changed",
        "number": f"q={told['number']}",
        "digits": "q=4242",
        "channel_number": f"q={told['reference']}",
        "sku_common": f"q={told['sku']}",
        "name": "q=alice+miller",
        "name_common": "q=alice",
        "name_begins": "q=al",
        "email": f"q={told['email']}",
        "phone": f"q={told['phone']}",
        "nobody": "q=nobody+at+all",
        "name_and_unpaid": "q=alice&payment=unpaid",
    }
    for name, query in plain.items():
        yield name, "all", query
    for name, query in (("all", ""), ("unpaid", "payment=unpaid"), ("name", "q=alice")):
        yield f"one_store_{name}", "store", query
    yield "deep", "all", _cursor(page, f"until={told['days'][0]}")


def _cursor(page: httpx.Client, query: str) -> str:
    """Return the address of the page after one that lies years back, without its filter."""
    found = NEXT.search(page.get(f"/orders?{query}").text)
    assert found, "the list has no second page"
    return next(part for part in found[1].split("&amp;") if part.startswith("cursor="))


def _calls(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "all", ""
    yield "unpaid", "payment=unpaid"
    yield "store", f"store={told['store']}"
    yield "number", f"text={told['number']}"
    yield "updated_since", "updated_since=2024-01-01T00:00:00Z"


def _client(url: str, told: dict[str, Any]) -> httpx.Client:
    return httpx.Client(base_url=url, headers={"Host": told["host"]}, timeout=60)


def _signed_in(url: str, told: dict[str, Any], *, email: str) -> httpx.Client:
    client = _client(url, told)
    found = TOKEN.search(client.get("/accounts/login/").text)
    assert found, "nowhere to sign in"
    form = {"login": email, "password": told["password"], "csrfmiddlewaretoken": found[1]}
    # The cookies are of the address that was called, not of the host that was named.
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    answer = client.post("/accounts/login/", data=form, headers={"Cookie": cookies})
    assert answer.status_code == 302, answer.text
    return client


def _slowest(client: httpx.Client, path: str, rounds: int) -> float:
    """Return the slowest of twenty, after two that warm up."""
    took = []
    for _ in range(rounds + 2):
        before = time.perf_counter()
        answer = client.get(path)
        took.append((time.perf_counter() - before) * 1_000)
        assert answer.status_code == 200, (path, answer.status_code)
    took = sorted(took[2:])
    return round(took[int(len(took) * 0.95) - 1], 1)


def _tell(
    orders: int, told: dict[str, Any], took: dict[str, float], api: dict[str, float]
) -> None:
    rows = [*took.items(), *((f"program: {name}", ms) for name, ms in api.items())]
    table(f"The order list over {orders:,} orders, p95", ("", "ms"), rows)
    figures = {
        "p95_ms": took,
        "api_p95_ms": api,
        "worst_ms": max([*took.values(), *api.values()]),
        "orders": orders,
        "orders_mb": told["orders_mb"],
        "mark_ms": MARK_MS,
        "server": str(CHOSEN),
    }
    tell("inbox", figures)


if __name__ == "__main__":
    main()
