"""What a fleet costs: a request that stays in one company against one that hops over all of them.

The fleet is built once for each version of the schema and kept for the next run.
"""

import argparse
import json
from statistics import median
from tempfile import NamedTemporaryFile
from typing import Any

from tests.benchmarks.rig.crowd import fleet_of
from tests.benchmarks.rig.figures import middle, table, tell
from tests.benchmarks.rig.load import run_wrk
from tests.benchmarks.rig.scaling import Weight, touched_mb, weight_of
from tests.benchmarks.rig.web import Server, serving

SERVER = Server("granian wsgi", workers=1, threads=8)
TOUCHED = 200


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="an impression, within a minute")
    parser.add_argument("--tenants", type=int, default=0)
    asked = parser.parse_args()
    tenants = asked.tenants or (40 if asked.quick else 1_000)
    rounds, seconds = (3, 4) if asked.quick else (7, 10)

    env, shops = fleet_of(tenants)
    weight = weight_of(env, tenants)
    memory = touched_mb(env, [shop["schema"] for shop in shops[:TOUCHED]])
    times = _requests(env, shops, rounds=rounds, seconds=seconds)
    _tell(tenants, weight, memory=memory, times=times)


def _requests(
    env: dict[str, str], shops: list[dict[str, str]], *, rounds: int, seconds: float
) -> dict[str, list[float]]:
    """Return the medians of each round, in turn: one company, then all of them."""
    hosts = [shop["host"] for shop in shops]
    env["BENCH_SHOPS"] = json.dumps({shop["host"]: shop["schema"] for shop in shops})
    taken: dict[str, list[float]] = {"one": [], "hopping": []}
    settings = "tests.benchmarks.rig.pin_settings"
    with serving(SERVER, env, host=hosts[0], settings=settings) as web:
        for number in range(rounds + 1):
            for way, asked in (("one", hosts[:1]), ("hopping", hosts)):
                took = _median_ms(web.url, asked, seconds)
                if number:  # the first round warms up
                    taken[way].append(took)
    return taken


def _median_ms(url: str, hosts: list[str], seconds: float) -> float:
    with NamedTemporaryFile("r", suffix=".times") as times:
        run_wrk(url, "pin", times.name, "guildhall", *hosts, clients=1, seconds=seconds)
        return median(float(line.split()[1]) for line in times) / 1_000


def _tell(
    tenants: int, weight: Weight, *, memory: dict[int, float], times: dict[str, list[float]]
) -> None:
    ratio = middle([hop / one for one, hop in zip(times["one"], times["hopping"], strict=True)])
    table(
        f"Six reads, {tenants} companies, ms",
        ("", "p50"),
        [(way, middle(took)) for way, took in times.items()],
    )
    table(
        "One backend after so many companies, every table read",
        ("", "MB"),
        [(str(count), round(mb, 1)) for count, mb in memory.items()],
    )
    figures: dict[str, Any] = {
        "tenants": tenants,
        "p50_one_tenant_ms": middle(times["one"]),
        "p50_hopping_ms": middle(times["hopping"]),
        "hopping_ratio": ratio,
        "touched": max(memory),
        f"backend_mb_after_{max(memory)}": round(memory[max(memory)], 1),
        "pg_class_rows_per_tenant": round(weight.class_rows, 1),
        "tables_per_tenant": round(weight.tables, 1),
        "indexes_per_tenant": round(weight.indexes, 1),
        "disk_mb_per_tenant": round(weight.disk_mb, 3),
        "server": str(SERVER),
    }
    tell("scale", figures)


if __name__ == "__main__":
    main()
