"""Reserve one SKU after another in so many processes, and tell how quick it was. A program."""

import argparse
import json
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from decimal import Decimal
from random import Random
from statistics import median, quantiles

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.catalog.queries import variant_ids
from guildhall.inventory.operations import reserve_stock
from guildhall.inventory.types import Demand, Source
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, directory, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.organization.queries import get_channel


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("schema")
    parser.add_argument("--skus", type=int, required=True)
    parser.add_argument("--clients", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    asked = parser.parse_args()
    with ProcessPoolExecutor(
        asked.clients, mp_context=multiprocessing.get_context("fork")
    ) as clients:
        ready = time.monotonic() + 2.0
        runs = [
            clients.submit(_run, asked.schema, asked.skus, (number, ready, asked.seconds))
            for number in range(asked.clients)
        ]
        took = [each for run in runs for each in run.result()]
    told = {
        "per_second": len(took) / asked.seconds,
        "p50_ms": median(took) * 1_000,
        "p99_ms": quantiles(took, n=100)[98] * 1_000,
    }
    print(json.dumps(told))


def _run(schema: str, skus: int, when: tuple[int, float, float]) -> list[float]:
    number, ready, seconds = when
    scope, random, took = _scope(schema), Random(number), list[float]()
    with enter(scope), unit():
        names = [f"SKU{n}" for n in range(1, skus + 1)]
        variants, source = variant_ids(names), Source(get_channel("web").id)
        _reserve(Demand(variants[names[0]], names[0], Decimal(1)), source)
        time.sleep(max(0.0, ready - time.monotonic()))
        while (began := time.monotonic()) < ready + seconds:
            sku = random.choice(names)
            _reserve(Demand(variants[sku], sku, Decimal(1)), source)
            took.append(time.monotonic() - began)
    return took


def _reserve(demand: Demand, source: Source) -> None:
    stamp = system_stamp("benchmark", clock.now())
    reserve_stock(
        f"B-{new_id().hex}",
        demands=[demand],
        source=source,
        until=stamp.at + timedelta(minutes=30),
        stamp=stamp,
    )


def _scope(schema: str) -> Scope:
    with enter(PLATFORM), unit():
        return next(x.scope for x in directory().working() if x.scope.schema == schema)


if __name__ == "__main__":
    main()
