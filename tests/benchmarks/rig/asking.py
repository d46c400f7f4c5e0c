"""Ask for price and availability of 50 SKUs at three locations. Run as a program."""

import argparse
import json
import time
from decimal import Decimal
from statistics import median

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.catalog.queries import variant_ids
from guildhall.inventory import operations as inventory
from guildhall.inventory.queries import list_availability
from guildhall.inventory.states import LocationKind
from guildhall.inventory.types import NewStock
from guildhall.kernel import clock
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.redis import redis
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, directory, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.organization.queries import get_channel

AT_ONCE = 50
PLACES = ("W2", "W3")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("schema")
    parser.add_argument("--skus", type=int, required=True)
    parser.add_argument("--times", type=int, required=True)
    asked = parser.parse_args()
    with enter(PLATFORM), unit():
        scope = next(x.scope for x in directory().working() if x.scope.schema == asked.schema)
    names = [f"SKU{number}" for number in range(1, asked.skus + 1)]
    with enter(scope), unit():
        _open_two_more(names)
        groups = [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
        told = {
            "cold_ms": _cold(groups, asked.times),
            "cached_ms": _cached(groups[0], asked.times),
        }
    print(json.dumps(told))


def _open_two_more(names: list[str]) -> None:
    stamp, variants = system_stamp("benchmark", clock.now()), variant_ids(names)
    for rank, code in enumerate(PLACES, 1):
        inventory.open_location(code, name=code, kind=LocationKind.WAREHOUSE, stamp=stamp)
        inventory.sell_from(code, channel_id=get_channel("web").id, rank=rank, stamp=stamp)
        lines = [NewStock(variants[name], name, Decimal(100)) for name in names]
        inventory.receive_stock(code, lines=lines, reference="opening", stamp=stamp)


def _cold(groups: list[list[str]], times: int) -> float:
    took = []
    for number in range(times):
        redis().flushdb()
        forget_everything()
        took.append(_took(groups[number % len(groups)]))
    return median(took)


def _cached(group: list[str], times: int) -> float:
    _took(group)
    return median([_took(group) for _ in range(times)])


def _took(group: list[str]) -> float:
    channel, day = get_channel("web"), clock.now().date()
    began = time.perf_counter()
    found = list_availability(group, channel=channel, day=day)
    took = time.perf_counter() - began
    if len(found) != len(group):
        raise RuntimeError(f"{len(found)} of {len(group)} SKUs told")
    return took * 1_000


if __name__ == "__main__":
    main()
