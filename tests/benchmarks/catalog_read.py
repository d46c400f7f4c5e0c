"""How fast one product is shown, from PostgreSQL (*cold*) and from this process (*cached*).

Cold walks through so many products that none is asked for twice within an answer's two
seconds. Both against a view of the same server that answers a constant.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from tests.benchmarks.rig.cpu import spent_ms
from tests.benchmarks.rig.figures import Size, middle, size_asked, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by
from tests.benchmarks.rig.load import Burst, burst
from tests.benchmarks.rig.postgres import server_pid
from tests.benchmarks.rig.web import CHOSEN, Running, serving

# Walking through all of them takes longer than an answer is kept.
SKUS = 10_000
QUICK_SKUS = 3_000
CLIENTS = 8
FULL = Size(rounds=9, seconds=3)
QUICK = Size(rounds=3, seconds=2)
PRODUCT = "/storefront/v1/products/SKU%d?site={site}"
READS = {"cold": PRODUCT, "cached": PRODUCT, "noop": "/storefront/bench/noop?n=%d"}
HOT = 20


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    env = fresh_database("catalog_read")
    skus = QUICK_SKUS if size is QUICK else SKUS
    ground = told_by("shop", "--skus", str(skus), env=env)
    found: dict[str, list[tuple[Burst, float]]] = defaultdict(list)
    with serving(CHOSEN, env, host=ground["shops"][0]["host"]) as web:
        roots = (web.pid, server_pid(env))
        for number in range(size.rounds + 1):
            for name in READS:
                before = spent_ms(*roots)
                seen = _read(name, web, ground, size.seconds)
                if number:  # the first round warms up
                    found[name].append((seen, (spent_ms(*roots) - before) / seen.requests))
    _tell(found)


def _read(name: str, web: Running, ground: Mapping[str, Any], seconds: float) -> Burst:
    shop = ground["shops"][0]
    path = READS[name].format(site=ground["site"])
    last = ground["skus"] if name == "cold" else HOT
    words = (shop["token"], path, "1", str(last), shop["host"])
    return burst(web.url, "reads", *words, clients=CLIENTS, seconds=seconds)


def _tell(found: Mapping[str, list[tuple[Burst, float]]]) -> None:
    def of(name: str) -> dict[str, float]:
        bursts = [burst for burst, _ in found[name]]
        return {
            "per_s": middle([each.per_second for each in bursts]),
            "p50_ms": middle([each.p50 for each in bursts]),
            "p99_ms": middle([each.p99 for each in bursts]),
            "cpu_ms": middle([cpu for _, cpu in found[name]]),
        }

    def ratio(name: str) -> float:
        pairs = zip(found[name], found["noop"], strict=True)
        return middle([mine.per_second / floor.per_second for (mine, _), (floor, _) in pairs])

    rows = [(name, *of(name).values()) for name in READS]
    head = ("", "per second", "p50 ms", "p99 ms", "CPU ms")
    table(f"One product, {CLIENTS} clients", head, rows)
    figures = {
        **{name: of(name) for name in READS},
        "ratio_to_noop": ratio("cached"),
        "cold_ratio_to_noop": ratio("cold"),
        "server": str(CHOSEN),
    }
    tell("catalog_read", figures)


if __name__ == "__main__":
    main()
