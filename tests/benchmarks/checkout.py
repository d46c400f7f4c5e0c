"""How many orders a second from an empty cart to an authorized payment, over HTTP.

Two requests an order: a cart of two lines, and its checkout. The provider is a twin in a process
of its own. Counted are orders whose payment is authorized, by the database, not by the answers:
many are told 202. Beside it, on the same server, the *noop* (two requests that parse and answer
a constant), and beside the server the *SQL floor*: the same rows by pgbench in five transactions.
Then, at six tenths of that rate and whoever waits for whom, a provider that takes 300 ms. No
relay runs, no worker, and the provider notifies of nothing.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.benchmarks.orders import said
from tests.benchmarks.rig.cpu import spent_ms
from tests.benchmarks.rig.figures import Size, middle, size_asked, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by
from tests.benchmarks.rig.load import burst
from tests.benchmarks.rig.postgres import run_client, server_pid
from tests.benchmarks.rig.vendor import Orders, Vendor, vendor
from tests.benchmarks.rig.web import CHOSEN, Running, serving

SKUS = 2_000
CLIENTS = (8, 32)
FULL = Size(rounds=5, seconds=5)
QUICK = Size(rounds=1, seconds=4)
# Enough connections that somebody is free whenever an order is to begin.
CROWD = 96
SHARE, SLOW_MS = 0.6, 300
HOUSE = "tests.harness.plain_house:application"
FLOOR = Path(__file__).parent / "rig" / "checkout_floor.sql"
NAMES = ("checkout", "noop", "SQL floor")


@dataclass(frozen=True, slots=True)
class Round:
    per_second: float
    p50: float
    p99: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What there is to measure."""

    shop: Mapping[str, str]
    site: str
    key: str
    env: Mapping[str, str]
    web: Running
    vendor: Vendor
    orders: Orders

    def burst(self, path: str, *, clients: int, seconds: float, rate: float = 0) -> Round:
        """Send orders' requests to a path for a while; rates are of answers in pairs."""
        words = (self.shop["host"], self.key, self.site, str(SKUS), os.urandom(8).hex())
        url = f"{self.web.url}{path}"
        more = (path, f"{rate:.3f}")
        found = burst(url, "checkouts", *words, *more, clients=clients, seconds=seconds)
        return Round(found.per_second / 2, found.p50, found.p99, 0)


type Rounds = dict[tuple[str, int], list[Round]]


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    env = fresh_database("checkout")
    ground = told_by("shop", "--skus", str(SKUS), env=env)
    shop, site = ground["shops"][0], str(ground["site"])
    key = told_by("paying", shop["schema"], env=env)["token"]
    with vendor(env) as twin:
        env["GUILDHALL_PROVIDER_URLS"] = f"plain={twin.url}"
        counted = told_by("buying", shop["host"], key, site, env=env)
        with serving(CHOSEN, env, host=shop["host"], application=HOUSE) as web:
            orders = Orders(env["DATABASE_OWNER_URL"], shop["schema"])
            there = Ground(shop, site, key, env, web, twin, orders)
            rounds = _measure(there, size)
            rate = SHARE * _median(rounds, "checkout", "per_second")["8"]
            paces = [_paces(there, rate, size) for _ in range(size.rounds)]
    _tell(rounds, paces, rate, counted)


def _checkout(there: Ground, clients: int, seconds: float) -> Round:
    """Buy as fast as can be, and count what was authorized meanwhile."""
    processes = (there.web.pid, server_pid(there.env))
    before, since = spent_ms(*processes), datetime.now(UTC)  # noqa: TID251 - the machine's clock
    sent = there.burst("/storefront/v1/carts", clients=clients, seconds=seconds)
    until = datetime.now(UTC)  # noqa: TID251 - likewise
    took = (until - since).total_seconds()
    done = there.orders.authorized(since, until)
    cpu = spent_ms(*processes) - before
    _settle(there)
    return Round(done / took, sent.p50, sent.p99, cpu / max(done, 1))


def _settle(there: Ground) -> None:
    if left := there.orders.wait_until_none_waits():
        print(f"  {left} checkouts have not ended by themselves")


def _noop(there: Ground, clients: int, seconds: float) -> Round:
    return there.burst("/storefront/bench/noop", clients=clients, seconds=seconds)


def _floor(there: Ground, clients: int, seconds: float) -> Round:
    postgres = server_pid(there.env)
    before = spent_ms(postgres)
    words = ("-n", "-f", str(FLOOR), "-c", str(clients), "-T", str(round(seconds)))
    url, schema = there.env["DATABASE_OWNER_URL"], there.shop["schema"]
    told = run_client("pgbench", *words, url=url, schema=schema)
    done = int(said(r"actually processed: (\d+)", told))
    latency = float(said(r"latency average = ([\d.]+)", told))
    per_second = float(said(r"tps = ([\d.]+)", told))
    return Round(per_second, latency, latency, (spent_ms(postgres) - before) / done)


def _measure(there: Ground, size: Size) -> Rounds:
    each: Mapping[str, Callable[[Ground, int, float], Round]] = dict(
        zip(NAMES, (_checkout, _noop, _floor), strict=True)
    )
    for run in each.values():
        run(there, 8, 1)  # fills pools and caches
    rounds: Rounds = defaultdict(list)
    for _ in range(size.rounds):
        for clients in CLIENTS:
            for name, run in each.items():
                rounds[name, clients].append(run(there, clients, size.seconds))
    return rounds


def _paces(there: Ground, rate: float, size: Size) -> tuple[float, float]:
    """Return how many orders a second are authorized at one pace: fast provider, slow one."""
    fast = _pace(there, rate, size.seconds + 1)
    there.vendor.answer_after(SLOW_MS)
    slow = _pace(there, rate, size.seconds + 1)
    there.vendor.answer_after(0)
    return fast, slow


def _pace(there: Ground, rate: float, seconds: float) -> float:
    """Begin so many orders a second; count from the second on, when answers come as steadily."""
    since = datetime.now(UTC) + timedelta(seconds=1)  # noqa: TID251 - the machine's clock
    there.burst("/storefront/v1/carts", clients=CROWD, seconds=seconds, rate=rate)
    until = since + timedelta(seconds=seconds - 1)
    done = there.orders.authorized(since, until)
    _settle(there)
    return done / (seconds - 1)


def _median(rounds: Rounds, name: str, attribute: str) -> dict[str, float]:
    return {
        str(clients): middle([getattr(each, attribute) for each in rounds[name, clients]])
        for clients in CLIENTS
    }


def _to_bound(rounds: Rounds, clients: int) -> float:
    """Return the median over rounds of orders to what noop and floor allow in that round."""
    each = zip(*(rounds[name, clients] for name in NAMES), strict=True)
    return middle(
        [c.per_second * (1 / noop.per_second + 1 / floor.per_second) for c, noop, floor in each]
    )


def _tell(
    rounds: Rounds,
    paces: list[tuple[float, float]],
    rate: float,
    counted: Mapping[str, int],
) -> None:
    columns = ("per_second", "p50", "p99", "cpu")
    rows = [
        (f"{name}, {n} clients", *(_median(rounds, name, column)[str(n)] for column in columns))
        for name in NAMES
        for n in CLIENTS
    ]
    head = ("", "orders per second", "p50 ms", "p99 ms", "CPU ms")
    table("Carts to authorized orders (p50 and p99 of one request)", head, rows)
    fast, slow = middle([each[0] for each in paces]), middle([each[1] for each in paces])
    pace_rows = [(f"{rate:.1f} begun a second", fast, slow)]
    table("At six tenths of it", ("authorized per second", "0 ms", f"{SLOW_MS} ms"), pace_rows)
    figures = {
        "orders_per_s": _median(rounds, "checkout", "per_second"),
        "queries_per_order": counted["statements"],
        "ratio_to_bound": {str(n): _to_bound(rounds, n) for n in CLIENTS},
        "slow_provider_ratio": middle([slow / max(fast, 0.001) for fast, slow in paces]),
        "slow_ratio_to_begun": middle([slow / rate for _, slow in paces]),
        "statements_in_them": counted["inside"],
        "cpu_ms_per_order": _median(rounds, "checkout", "cpu"),
        "noop_per_s": _median(rounds, "noop", "per_second"),
        "sql_floor_per_s": _median(rounds, "SQL floor", "per_second"),
        "sql_floor_cpu_ms": _median(rounds, "SQL floor", "cpu"),
        "begun_per_s": round(rate, 3),
        "server": str(CHOSEN),
    }
    tell("checkout", figures)


if __name__ == "__main__":
    main()
