"""How long it takes to say why a number is what it is, with a million movements behind it.

One variant at one location, half of its lines shipments of promises; asked over HTTP for the
present and for moments all over its history. Beside it, the same question before there were
snapshots: what they are for.
"""

import time
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.benchmarks.rig.figures import Size, middle, size_asked, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by
from tests.benchmarks.rig.web import CHOSEN, Running, serving

LINES = 1_000_000
QUICK_LINES = 50_000
FULL = Size(rounds=5, seconds=0)
QUICK = Size(rounds=2, seconds=0)
MARK_MS = 100


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    lines = QUICK_LINES if size is QUICK else LINES
    env = fresh_database("explain")
    ground = told_by("shop", "--skus", "5", env=env)
    told = told_by("explaining", "--lines", str(lines), env=env)
    shop = ground["shops"][0]
    rounds = []
    with serving(CHOSEN, env, host=shop["host"]) as web:
        for number in range(size.rounds + 1):
            took = _ask(web, shop, told["moments"])
            if number:  # the first round warms up
                rounds.append(sorted(took))
    _tell(told, rounds)


def _ask(web: Running, shop: dict[str, str], moments: list[str]) -> list[float]:
    headers = {"Host": shop["host"], "Authorization": f"Bearer {shop['token']}"}
    took = []
    with httpx.Client(base_url=web.url, headers=headers, timeout=60) as client:
        for at in ("", *moments):
            query = urlencode({"at": at} if at else {})
            before = time.perf_counter()
            answer = client.get(f"/api/v1/inventory/SKU1/explain?{query}")
            took.append((time.perf_counter() - before) * 1_000)
            answer.raise_for_status()
    return took


def _tell(told: dict[str, Any], rounds: list[list[float]]) -> None:
    p50 = middle([took[len(took) // 2] for took in rounds])
    p95 = middle([took[int(len(took) * 0.95)] for took in rounds])
    head = ("", "ms")
    rows = [
        ("over HTTP, middle", p50),
        ("over HTTP, slowest of twenty", p95),
        ("the query alone, slowest of twenty", told["query"]["p95_ms"]),
        ("the query without snapshots", told["without_snapshots_ms"]),
    ]
    table(f"Why a number is what it is, after {told['lines']:,} movements", head, rows)
    figures = {
        "ms_at_1m_movements": p95,
        "p50_ms": p50,
        "movements": told["lines"],
        "mark_ms": MARK_MS,
        **{name: told[name] for name in ("query", "without_snapshots_ms", "snapshots")},
        **{name: told[name] for name in ("snapshots_s", "snapshots_again_s")},
        "server": str(CHOSEN),
    }
    tell("explain", figures)


if __name__ == "__main__":
    main()
