"""How many orders of two lines a second, against floors measured in the same run.

The order goes through the storefront API of the real server. Beside it, on the same server:
the *raw view* (the same rows in raw psycopg) and the *noop* (parse, answer a constant). Beside
the server: the *SQL floor*, pgbench sending that SQL over as many connections. No relay runs.
"""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.rig.cpu import spent_ms
from tests.benchmarks.rig.figures import Size, middle, size_asked, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by
from tests.benchmarks.rig.load import burst
from tests.benchmarks.rig.postgres import run_client, server_pid
from tests.benchmarks.rig.web import CHOSEN, Running, serving

SKUS = 2_000
CLIENTS = (1, 8, 32)
FULL = Size(rounds=7, seconds=3)
QUICK = Size(rounds=1, seconds=2)
PATHS = {
    "order": "storefront/v1/orders",
    "raw view": "storefront/bench/raw",
    "noop": "storefront/bench/noop",
}
FLOOR = Path(__file__).parent / "rig" / "floor.sql"


@dataclass(frozen=True, slots=True)
class Round:
    """What one burst came to. Milliseconds; the SQL floor has no percentiles of its own."""

    per_second: float
    p50: float
    p99: float
    cpu: float


type Rounds = dict[tuple[str, int], list[Round]]


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    env = fresh_database("orders")
    ground = told_by("shop", "--skus", str(SKUS), env=env)
    shop, site = ground["shops"][0], str(ground["site"])
    counted = told_by("statements", shop["host"], shop["token"], site, env=env)
    with serving(CHOSEN, env, host=shop["host"]) as web:
        contenders = _contenders(web, shop, site, env)
        rounds = _measure(contenders, size)
    _tell(rounds, counted["statements"])


def _contenders(
    web: Running, shop: Mapping[str, str], site: str, env: Mapping[str, str]
) -> dict[str, Callable[[int, float], Round]]:
    """Return what is measured, by name: a function of clients and seconds."""
    postgres = server_pid(env)

    def over_http(path: str) -> Callable[[int, float], Round]:
        def run(clients: int, seconds: float) -> Round:
            before = spent_ms(web.pid, postgres)
            words = (shop["host"], shop["token"], site, str(SKUS), os.urandom(8).hex())
            found = burst(f"{web.url}/{path}", "orders", *words, clients=clients, seconds=seconds)
            cpu = (spent_ms(web.pid, postgres) - before) / found.requests
            return Round(found.per_second, found.p50, found.p99, cpu)

        return run

    def floor(clients: int, seconds: float) -> Round:
        before = spent_ms(postgres)
        words = ("-n", "-f", str(FLOOR), "-c", str(clients), "-T", str(round(seconds)))
        told = run_client("pgbench", *words, url=env["DATABASE_OWNER_URL"], schema=shop["schema"])
        per_second = float(said(r"tps = ([\d.]+)", told))
        done = int(said(r"actually processed: (\d+)", told))
        latency = float(said(r"latency average = ([\d.]+)", told))
        return Round(per_second, latency, latency, (spent_ms(postgres) - before) / done)

    return {name: over_http(path) for name, path in PATHS.items()} | {"SQL floor": floor}


def said(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(f"pgbench did not say {pattern!r}:\n{text}")
    return found[1]


def _measure(contenders: Mapping[str, Callable[[int, float], Round]], size: Size) -> Rounds:
    for run in contenders.values():
        run(8, 1)  # fills pools and caches
    rounds: Rounds = defaultdict(list)
    for _ in range(size.rounds):
        for clients in CLIENTS:
            for name, run in contenders.items():
                rounds[name, clients].append(run(clients, size.seconds))
    return rounds


def _tell(rounds: Rounds, statements: int) -> None:
    def of(name: str, attribute: str) -> dict[str, float]:
        return {
            str(clients): middle([getattr(each, attribute) for each in rounds[name, clients]])
            for clients in CLIENTS
        }

    rows = [
        (
            f"{name}, {clients} clients",
            *(of(name, column)[str(clients)] for column in ("per_second", "p50", "p99", "cpu")),
        )
        for name in (*PATHS, "SQL floor")
        for clients in CLIENTS
    ]
    table("Orders of two lines", ("", "per second", "p50 ms", "p99 ms", "CPU ms"), rows)
    figures: dict[str, Any] = {
        "orders_per_s": of("order", "per_second"),
        "p50_ms": of("order", "p50"),
        "p99_ms": of("order", "p99"),
        "queries_per_order": statements,
        "ratio_to_raw_view": _ratios(rounds, lambda of: of["order"] / of["raw view"]),
        "ratio_to_bound": _ratios(
            rounds, lambda of: of["order"] * (1 / of["noop"] + 1 / of["SQL floor"])
        ),
        "cpu_ms_per_order": of("order", "cpu"),
        "raw_view_per_s": of("raw view", "per_second"),
        "raw_view_cpu_ms": of("raw view", "cpu"),
        "noop_per_s": of("noop", "per_second"),
        "sql_floor_per_s": of("SQL floor", "per_second"),
        "sql_floor_cpu_ms": of("SQL floor", "cpu"),
        "server": str(CHOSEN),
    }
    tell("orders", figures)


def _ratios(rounds: Rounds, of: Callable[[Mapping[str, float]], float]) -> dict[str, float]:
    """Return the median over rounds of a ratio within each round, by clients."""
    names = {name for name, _ in rounds}
    return {
        str(clients): middle(
            [
                of({name: rounds[name, clients][i].per_second for name in names})
                for i in range(len(rounds["order", clients]))
            ]
        )
        for clients in CLIENTS
    }


if __name__ == "__main__":
    main()
