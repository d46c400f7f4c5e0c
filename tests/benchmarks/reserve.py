"""How many reservations a second, cold and hot, against the same statements sent by pgbench.

Cold: each takes one of many SKUs. Hot: all take the same one, whose row they wait for. Both
sides lock the level, count it as reserved, write the promise and the fact, and commit.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from tests.benchmarks.rig.figures import Size, middle, size_asked, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by
from tests.benchmarks.rig.postgres import run_client

SKUS = 100  # as many scripts as pgbench takes at once
CLIENTS = (1, 8, 32)
FULL = Size(rounds=5, seconds=4)
QUICK = Size(rounds=1, seconds=2)
KINDS = {"cold": SKUS, "hot": 1}
FLOOR = Path(__file__).parent / "rig" / "reserve.sql"

type Run = Callable[[int, float], Mapping[str, float]]


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    env = fresh_database("reserve")
    shop = told_by("shop", "--skus", str(SKUS), env=env)["shops"][0]
    clients = (8,) if size is QUICK else CLIENTS
    rounds: dict[tuple[str, str, int], list[Mapping[str, float]]] = defaultdict(list)
    with TemporaryDirectory() as folder:
        scripts = _scripts(env["DATABASE_OWNER_URL"], shop["schema"], Path(folder))
        for number in range(size.rounds):
            for kind, skus in KINDS.items():
                for many in clients:
                    sides = _sides(shop["schema"], skus, scripts[:skus], env=env)
                    for side, run in sides.items():
                        rounds[kind, side, many].append(run(many, size.seconds))
            print(f"round {number + 1} of {size.rounds}")
    _tell(rounds, clients)


def _scripts(url: str, schema: str, folder: Path) -> list[Path]:
    """Write the floor once for each SKU: pgbench cannot choose among ids by itself."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT set_config('search_path', %s, false)", [f"{schema},ext"])
        rows = connection.execute(
            "SELECT v.id, v.sku, c.id FROM catalog_variant v, organization_channel c"
            " WHERE v.sku = ANY(%s) ORDER BY v.sku",
            [[f"SKU{number}" for number in range(1, SKUS + 1)]],
        ).fetchall()
    paths = []
    for variant, sku, channel in rows:
        text = FLOOR.read_text()
        for name, value in (("VARIANT", variant), ("SKU", sku), ("CHANNEL", channel)):
            text = text.replace(f"@{name}@", str(value))
        paths.append(folder / f"{sku}.sql")
        paths[-1].write_text(text)
    return paths


def _sides(
    schema: str, skus: int, scripts: list[Path], *, env: Mapping[str, str]
) -> dict[str, Run]:
    def house(clients: int, seconds: float) -> Mapping[str, float]:
        words = ("--skus", skus, "--clients", clients, "--seconds", seconds)
        told: Mapping[str, float] = told_by("reserving", schema, *map(str, words), env=dict(env))
        return told

    def floor(clients: int, seconds: float) -> Mapping[str, float]:
        files = [word for path in scripts for word in ("-f", str(path))]
        words = ("-n", *files, "-c", str(clients), "-T", str(round(seconds)))
        said = run_client("pgbench", *words, url=env["DATABASE_OWNER_URL"], schema=schema)
        return {"per_second": _said(r"tps = ([\d.]+)", said), "p50_ms": 0.0, "p99_ms": 0.0}

    return {"house": house, "floor": floor}


def _said(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(f"pgbench did not say {pattern!r}:\n{text}")
    return float(found[1])


def _tell(
    rounds: Mapping[tuple[str, str, int], list[Mapping[str, float]]], clients: tuple[int, ...]
) -> None:
    def of(kind: str, side: str, key: str) -> dict[str, float]:
        return {
            str(many): middle([each[key] for each in rounds[kind, side, many]]) for many in clients
        }

    def ratio(kind: str) -> dict[str, float]:
        return {
            str(many): middle(
                [
                    ours["per_second"] / floor["per_second"]
                    for ours, floor in zip(
                        rounds[kind, "house", many], rounds[kind, "floor", many], strict=True
                    )
                ]
            )
            for many in clients
        }

    figures: dict[str, Any] = {
        "cold_ratio_to_floor": ratio("cold"),
        "hot_ratio_to_floor": ratio("hot"),
        "p99_hot_ms": of("hot", "house", "p99_ms"),
        "p99_cold_ms": of("cold", "house", "p99_ms"),
        "cold_per_s": of("cold", "house", "per_second"),
        "hot_per_s": of("hot", "house", "per_second"),
        "cold_floor_per_s": of("cold", "floor", "per_second"),
        "hot_floor_per_s": of("hot", "floor", "per_second"),
    }
    rows = [(name, json.dumps(value)) for name, value in figures.items()]
    table("Reservations of one SKU", ("", "by clients"), rows)
    tell("reserve", figures)


if __name__ == "__main__":
    main()
