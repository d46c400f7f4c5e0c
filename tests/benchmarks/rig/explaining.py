"""Give one variant a long history, and tell how long its explanations take. Run as a program."""

import argparse
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random
from time import perf_counter
from typing import Any

from django.db import connection, transaction

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.inventory.models import LevelSnapshot, Movement, StockLevel
from guildhall.inventory.operations import take_snapshots
from guildhall.inventory.queries import explain_number
from guildhall.inventory.types import Asked
from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, directory, enter
from guildhall.kernel.tenancy.units import unit

SKU = "SKU1"
ASKED = 60
AT_ONCE = 100_000  # no statement may last longer than the program allows

# Every other line is a shipment of a promise that was made a second before.
_HISTORY = """
INSERT INTO inventory_movement (id, level_id, kind, bucket, quantity, reason, reference, actor,
                                request_id, effective_at, recorded_at, unit_cost, cost_currency)
SELECT gen_random_uuid(), %(level)s, CASE WHEN n %% 2 = 0 THEN 'receipt' ELSE 'shipment' END,
       'on_hand', CASE WHEN n %% 2 = 0 THEN 1 ELSE -1 END, '', 'H-' || n, 'system',
       gen_random_uuid(), at, at, NULL, ''
FROM (SELECT n, %(start)s + n * interval '20 seconds' AS at
      FROM generate_series(%(first)s, %(last)s) AS n) AS line
"""
_PROMISES = """
INSERT INTO inventory_reservation (id, level_id, reference, quantity, made_at, closed_at, outcome)
SELECT gen_random_uuid(), %(level)s, 'H-' || n, 1,
       %(start)s + n * interval '20 seconds' - interval '1 second',
       %(start)s + n * interval '20 seconds', 'shipped'
FROM generate_series(%(first)s, %(last)s, 2) AS n
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=1_000_000)
    lines = parser.parse_args().lines
    with enter(PLATFORM), unit():
        scope = next(iter(directory().working())).scope
    with enter(scope), unit():
        start = clock.now() - timedelta(seconds=20 * lines + 60)
        _fill(lines, start)
        without = _middle([_timed(lambda: explain_number(Asked(SKU))) for _ in range(3)])
        stamp = system_stamp("benchmark", clock.now())
        snapshots_s = _timed(lambda: take_snapshots(stamp=stamp)) / 1_000
        again_s = _timed(lambda: take_snapshots(stamp=stamp)) / 1_000
        told = {
            "lines": Movement.objects.filter(level__variant__sku=SKU).count(),
            "snapshots": LevelSnapshot.objects.count(),
            "without_snapshots_ms": without,
            "snapshots_s": round(snapshots_s, 2),
            "snapshots_again_s": round(again_s, 3),
            "query": _spread(_ask(start, lines)),
            "moments": [at.isoformat() for at in _moments(start, lines)],
        }
    print(json.dumps(told))


def _fill(lines: int, start: datetime) -> None:
    level = StockLevel.objects.get(variant__sku=SKU)
    for first in range(1, lines + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, lines)
        told: dict[str, Any] = {"level": level.id, "start": start, "first": first, "last": last}
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in (_HISTORY, _PROMISES):
                cursor.execute(statement, told)


def _ask(start: datetime, lines: int) -> list[float]:
    moments: list[datetime | None] = [None, *_moments(start, lines)]
    return [_timed(partial(explain_number, Asked(SKU, at=at))) for at in moments]


def _moments(start: datetime, lines: int) -> list[datetime]:
    random = Random(2026)
    return [start + timedelta(seconds=random.randrange(20 * lines)) for _ in range(ASKED)]


def _timed(act: Callable[[], object]) -> float:
    before = perf_counter()
    act()
    return round((perf_counter() - before) * 1_000, 2)


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _spread(values: list[float]) -> dict[str, float]:
    ranked = sorted(values)
    return {
        "p50_ms": _middle(ranked),
        "p95_ms": ranked[int(len(ranked) * 0.95)],
        "most_ms": ranked[-1],
    }


if __name__ == "__main__":
    main()
