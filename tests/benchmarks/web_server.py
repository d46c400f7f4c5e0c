"""Which web server, with how many workers and threads: for decision 0007.

All servers run at once and are loaded in turn, so that whatever else the machine does strikes
all of them.
"""

import os
from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from tests.benchmarks.rig.cpu import memory_mb, spent_ms
from tests.benchmarks.rig.figures import Size, middle, size_asked, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by
from tests.benchmarks.rig.load import burst
from tests.benchmarks.rig.postgres import server_pid
from tests.benchmarks.rig.web import ASYNC_PRODUCT, PRODUCT, Running, Server, serving

SERVERS = (
    Server("granian wsgi", workers=1, threads=8),
    Server("granian wsgi", workers=2, threads=4),
    Server("granian wsgi", workers=2, threads=8),
    Server("gunicorn gthread", workers=1, threads=8),
    Server("gunicorn gthread", workers=2, threads=4),
    Server("gunicorn gthread", workers=2, threads=8),
    Server("granian asgi", workers=1, threads=8),
    Server("granian asgi", workers=2, threads=8),
)
QUICK_SERVERS = SERVERS[1::3]
LOADS = (("orders", "storefront/v1/orders", 8), ("orders", "storefront/v1/orders", 32))
NOOP = ("noop", "storefront/bench/noop", 8)
FULL = Size(rounds=5, seconds=3)
QUICK = Size(rounds=1, seconds=2)
SKUS = 2_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What one server did under one load. Milliseconds."""

    per_second: float
    p50: float
    p99: float
    cpu: float


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    servers = QUICK_SERVERS if size is QUICK else SERVERS
    env = fresh_database("web_server")
    ground = told_by("shop", "--skus", str(SKUS), env=env)
    shop = ground["shops"][0]
    words = (shop["host"], shop["token"], str(ground["site"]), str(SKUS))
    with ExitStack() as stack:
        running = {
            server: stack.enter_context(
                serving(
                    server,
                    env,
                    host=shop["host"],
                    application=ASYNC_PRODUCT if "asgi" in server.kind else PRODUCT,
                )
            )
            for server in servers
        }
        found = _measure(running, words, server_pid(env), size)
        memory = {server: round(memory_mb(web.pid)) for server, web in running.items()}
    _tell(found, memory)


def _measure(
    running: Mapping[Server, Running], words: tuple[str, ...], postgres: int, size: Size
) -> dict[tuple[Server, str, int], list[Seen]]:
    found: dict[tuple[Server, str, int], list[Seen]] = defaultdict(list)
    for number in range(size.rounds + 1):
        for name, path, clients in (*LOADS, NOOP):
            for server, web in running.items():
                before = spent_ms(web.pid, postgres)
                seen = burst(
                    f"{web.url}/{path}",
                    "orders",
                    *(*words, os.urandom(8).hex()),
                    clients=clients,
                    seconds=size.seconds if number else 1,
                )
                if number:  # the first round warms up
                    cpu = (spent_ms(web.pid, postgres) - before) / seen.requests
                    found[server, name, clients].append(
                        Seen(seen.per_second, seen.p50, seen.p99, cpu)
                    )
    return found


def _tell(
    found: Mapping[tuple[Server, str, int], list[Seen]], memory: Mapping[Server, float]
) -> None:
    rows = []
    figures = {}
    for server, megabytes in memory.items():
        told = {
            f"{name}_{clients}_{column}": middle([getattr(s, column) for s in seen], 2)
            for (whose, name, clients), seen in found.items()
            if whose == server
            for column in ("per_second", "p99", "cpu")
        }
        figures[str(server)] = {**told, "memory_mb": megabytes}
        rows.append((server, *told.values(), megabytes))
    head = [f"{what}{n}" for n in ("", " 32", " noop") for what in ("per s", "p99", "CPU")]
    table("Orders at 8 and 32 clients, noop at 8", ("", *head, "MB"), rows)
    tell("web_server", {"servers": figures})


if __name__ == "__main__":
    main()
