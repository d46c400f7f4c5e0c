"""Upgrade many companies round by round, with stock beside it, and tell the times. A program."""

import argparse
import json
import resource
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants import operations
from tenants.artefact import schema_name, schema_script
from tenants.provisioning import migrate_public
from tests.fleet.lab import released, upgrade
from tests.fleet.town import build_companies
from tests.harness.owner import as_owner

STAMP = system_stamp("benchmark", clock.now())
ADD = """
    operations = [
        migrations.AddField("brand", "lab_{n}", models.CharField(max_length=20, db_default="new"))
    ]
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("tenants", "rounds", "sample"):
        parser.add_argument(f"--{name}", type=int, required=True)
    asked = parser.parse_args()
    took: dict[str, Any] = {"addfield_s": [], "noop_s": [], "stock_s": [], "stock_noop_s": []}
    began = time.perf_counter()
    sample = _ground(asked.tenants, asked.sample)
    took["built_s"] = round(time.perf_counter() - began, 1)
    cpu: dict[str, list[float]] = {"addfield": [], "noop": [], "stock": []}
    took["first_noop_s"] = round(_upgraded(0)[0], 3)
    for number in range(1, asked.rounds + 1):
        _round(number, asked.tenants, sample, took=took, cpu=cpu)
    took["cpu_ms"] = round(median(cpu["addfield"]), 2)
    took["noop_cpu_ms"] = round(median(cpu["noop"]), 2)
    took["stock_cpu_ms"] = round(median(cpu["stock"]), 2)
    took["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024, 1)
    print(json.dumps(took))


def _ground(tenants: int, sample: int) -> list[str]:
    """Make the fleet, and schemas for stock that are on no roll."""
    migrate_public()
    with enter(PLATFORM):
        operations.offer_plan("standard", name="Standard", limits={}, stamp=STAMP)
        operations.open_group("bench", name="Bench", stamp=STAMP)
    build_companies(tenants, group="bench")
    schemas = [schema_name(new_id()) for _ in range(sample)]
    with as_owner() as owner:
        for schema in schemas:
            owner.execute(schema_script(schema).encode())
    return schemas


def _round(
    number: int,
    tenants: int,
    sample: list[str],
    *,
    took: dict[str, Any],
    cpu: dict[str, list[float]],
) -> None:
    """Add one more column everywhere, in both ways."""
    bodies = [ADD.format(n=n) for n in range(1, number + 1)]
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="lab_"))
        release = stack.enter_context(released(Path(folder), *bodies, versions=number))
        stock = release.stock("migrate", *sample)
        addfield, spent = _upgraded(tenants)
        idle = release.stock("migrate", *sample)
        noop, noop_spent = _upgraded(0)
    took["addfield_s"].append(addfield)
    took["noop_s"].append(noop)
    # The first schema also pays for what a process loads once.
    took["stock_s"] += [each["s"] for each in stock[1:]]
    took["stock_noop_s"] += [each["s"] for each in idle[1:]]
    cpu["addfield"].append(spent / tenants)
    cpu["noop"].append(noop_spent / tenants)
    cpu["stock"] += [each["cpu_ms"] for each in stock[1:]]


def _upgraded(expected: int) -> tuple[float, float]:
    """Run the fleet; return the seconds and the milliseconds of CPU that it took."""
    began, cpu = time.perf_counter(), time.process_time()
    outcome = upgrade()
    took = time.perf_counter() - began, (time.process_time() - cpu) * 1_000
    if outcome.done != expected or not outcome.is_whole:
        raise RuntimeError(f"the fleet did not arrive: {outcome}")
    return took


if __name__ == "__main__":
    main()
