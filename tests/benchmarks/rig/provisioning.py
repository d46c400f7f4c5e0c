"""Open tenants in three ways, in turn, and tell how long each took. Run as a program.

*cold* is the product's way without a schema made ahead, *warm* the same with one.
*psql* runs the same compiled script in one transaction. *stock* is django-tenants' way:
CREATE SCHEMA, then every migration.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connections

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants import operations
from tenants.artefact import migrate_here, schema_name, schema_script
from tenants.pool import keep_warm
from tenants.provisioning import migrate_public, provision_tenant
from tenants.types import NewTenant
from tests.benchmarks.rig.postgres import run_client

STAMP = system_stamp("benchmark", clock.now())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--stock-rounds", type=int, required=True)
    asked = parser.parse_args()
    migrate_public()
    with enter(PLATFORM):
        operations.offer_plan("standard", name="Standard", limits={}, stamp=STAMP)
        operations.open_group("bench", name="Bench", stamp=STAMP)
        operations.open_unit("bench", code="hq", name="Head office", stamp=STAMP)
    took: dict[str, list[float]] = {"cold": [], "psql": [], "stock": [], "warm": []}
    for number in range(asked.rounds + 1):
        cold, psql = _timed(partial(_open, f"cold{number}")), _psql()
        if number:  # the first round warms up
            took["cold"].append(cold)
            took["psql"].append(psql)
        if number < asked.stock_rounds:
            took["stock"].append(_timed(_stock))
        keep_warm(1, shard="default", at=clock.now())
        took["warm"].append(_timed(partial(_open, f"warm{number}")))
    print(json.dumps(took))


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1_000


def _open(slug: str) -> None:
    new = NewTenant(slug=slug, name=slug, group="bench", unit="hq", host=f"{slug}.localhost")
    provision_tenant(new, stamp=STAMP)


def _psql() -> float:
    with TemporaryDirectory() as folder:
        script = Path(folder) / "tenant.sql"
        script.write_text(schema_script(schema_name(new_id())))
        words = ("-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(script))
        url = os.environ["DATABASE_OWNER_URL"]
        return _timed(partial(run_client, "psql", *words, url=url))


def _stock() -> None:
    schema = schema_name(new_id())
    scope = Scope(tenant_id=new_id(), schema=schema, role=schema)
    with enter(scope), connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema}")
    migrate_here(scope)


if __name__ == "__main__":
    main()
