"""What keeping tenants apart costs: six indexed ORM reads per request, 20 tenants in turn.

One server with databases for the same data, pools of one size: *guildhall* (schema, role and
timeout pinned per request), *plain* (Django's own backend, tables named with their schema,
nothing pinned), *stock* (django-tenants' backend and `set_schema`, as it ships), *pooled* (ours
for transaction poolers: the reads of a request share a transaction, which is pinned) and
*atomic* (*plain* in one `transaction.atomic()`). They take turns of 20 requests over one
connection, each timed by itself.
"""

import json
from collections.abc import Mapping
from statistics import quantiles
from tempfile import NamedTemporaryFile

from tests.benchmarks.rig.figures import Size, middle, size_asked, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by
from tests.benchmarks.rig.load import run_wrk
from tests.benchmarks.rig.web import Server, serving

TENANTS = 20
WAYS = ("plain", "guildhall", "stock", "atomic", "pooled")
SERVER = Server("granian wsgi", workers=1, threads=8)
FULL = Size(rounds=9, seconds=12)
QUICK = Size(rounds=3, seconds=5)

type Round = Mapping[str, Mapping[str, float]]


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    env = fresh_database("pin")
    shops = told_by("shop", "--tenants", str(TENANTS), "--skus", "50", env=env)["shops"]
    env["BENCH_SHOPS"] = json.dumps({shop["host"]: shop["schema"] for shop in shops})
    hosts = [shop["host"] for shop in shops]
    settings = "tests.benchmarks.rig.pin_settings"
    with serving(SERVER, env, host=hosts[0], settings=settings) as web:
        rounds = [_round(web.url, hosts, size.seconds) for _ in range(size.rounds + 1)]
    _tell(rounds[1:])  # the first round warms up


def _round(url: str, hosts: list[str], seconds: float) -> Round:
    """Return the quantiles of each way's times."""
    with NamedTemporaryFile("r", suffix=".times") as times:
        words = (times.name, ",".join(WAYS), *hosts)
        run_wrk(url, "pin", *words, clients=1, seconds=seconds)
        taken: dict[str, list[float]] = {way: [] for way in WAYS}
        for line in times:
            way, micros = line.split()
            taken[way].append(float(micros))
    return {way: _quantiles(values) for way, values in taken.items()}


def _quantiles(values: list[float]) -> dict[str, float]:
    cuts = quantiles(values, n=10)
    return {"requests": len(values), "p10_us": cuts[0], "p50_us": cuts[4], "p90_us": cuts[8]}


def _tell(rounds: list[Round]) -> None:
    columns = ("requests", "p10_us", "p50_us", "p90_us")
    rows = [
        (way, *(middle([r[way][name] for r in rounds], 0) for name in columns)) for way in WAYS
    ]
    table("Six reads, 20 tenants in turn, µs", ("", "requests", "p10", "p50", "p90"), rows)

    def ratio(way: str, quantile: str, to: str = "plain") -> float:
        return middle([each[way][quantile] / each[to][quantile] for each in rounds])

    figures = {
        "ratio_to_plain_django": ratio("guildhall", "p50_us"),
        "stock_ratio_to_plain_django": ratio("stock", "p50_us"),
        "p10_ratio_to_plain_django": ratio("guildhall", "p10_us"),
        "stock_p10_ratio_to_plain_django": ratio("stock", "p10_us"),
        "transaction_mode_ratio_to_plain_django": ratio("pooled", "p50_us"),
        "transaction_mode_ratio_to_plain_atomic": ratio("pooled", "p50_us", "atomic"),
        "plain_p50_ms": middle([each["plain"]["p50_us"] / 1_000 for each in rounds]),
        "server": str(SERVER),
    }
    tell("pin", figures)


if __name__ == "__main__":
    main()
