"""Archive a company and build it again, in turn with PostgreSQL's programs. Run as a program."""

import argparse
import json
import os
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import guildhall.config.processes  # noqa: F401 - sets Django up

# isort: split
from guildhall.config.local.databases import prepare_database
from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants import operations
from tenants.archives.operations.exporting import make_archive, read_manifest
from tenants.archives.operations.ground import company, owner_of
from tenants.archives.operations.keys import data_key
from tenants.archives.operations.loading import build
from tenants.archives.operations.restoring import ask, close
from tenants.archives.queries import get_archive
from tenants.archives.states import Purpose
from tenants.artefact import schema_name
from tenants.provisioning import migrate_public, provision_tenant
from tenants.types import NewTenant
from tests.benchmarks.rig.postgres import run_client
from tests.factories.company import make_company, make_order
from tests.harness.owner import as_owner

STAMP = system_stamp("benchmark", clock.now())
OWNER = os.environ["DATABASE_OWNER_URL"]
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s"
_MORE = """
WITH fresh AS (
    SELECT gen_random_uuid() AS id, o.id AS old, n
    FROM (SELECT id FROM orders_order LIMIT 1) o, generate_series(1, %(orders)s) n
),
placed AS (
    INSERT INTO orders_order SELECT (jsonb_populate_record(o, jsonb_build_object(
        'id', fresh.id, 'number', 'B-' || fresh.n, 'customer_name', md5(fresh.n::text),
        'customer_address', md5(random()::text) || ' ' || fresh.n))).*
    FROM fresh JOIN orders_order o ON o.id = fresh.old
)
INSERT INTO orders_orderline SELECT (jsonb_populate_record(line, jsonb_build_object(
    'id', gen_random_uuid(), 'order_id', fresh.id, 'position', p))).*
FROM fresh JOIN orders_orderline line ON line.order_id = fresh.old, generate_series(1, 2) p
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--orders", type=int, required=True)
    asked = parser.parse_args()
    scope = _fill(asked.orders)
    names = ("copy", "export", "pg_dump", "restore", "pg_restore")
    took: dict[str, list[float]] = {name: [] for name in names}
    with TemporaryDirectory() as folder:
        dump = Path(folder) / "dump"
        for number in range(asked.rounds + 1):
            ways: dict[str, Callable[[], float]] = {
                "copy": partial(_copy, scope),
                "export": partial(_timed, lambda: make_archive("bench", stamp=STAMP)),
                "pg_dump": partial(_dump, scope, dump),
                "restore": _restore,
                "pg_restore": partial(_pg_restore, scope, dump),
            }
            for name, way in ways.items():
                seconds = way()
                if number:  # the first round warms up
                    took[name].append(seconds)
        dumped = dump.stat().st_size
    newest = get_archive(scope.tenant_id, slug="bench")
    print(
        json.dumps(
            {
                "took": took,
                "rows": newest.rows,
                "bytes": newest.bytes,
                "stored": newest.stored,
                "dumped": dumped,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


def _fill(orders: int) -> Scope:
    migrate_public()
    with enter(PLATFORM):
        operations.offer_plan("standard", name="Standard", limits={}, stamp=STAMP)
        operations.open_group("bench", name="Bench", stamp=STAMP)
        operations.open_unit("bench", code="hq", name="Head office", stamp=STAMP)
    new = NewTenant(slug="bench", name="Bench", group="bench", unit="hq", host="bench.localhost")
    scope = provision_tenant(new, stamp=STAMP)
    with enter(scope):
        make_order(make_company(stamp=STAMP), stamp=STAMP)
    with as_owner(scope) as owner:
        owner.execute(_MORE.encode(), {"orders": orders})
        owner.execute("VACUUM ANALYZE")
    return scope


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _copy(scope: Scope) -> float:
    with as_owner() as owner:
        tables = [row[0] for row in owner.execute(_TABLES, [scope.schema])]
    words = [
        word for table in tables for word in ("-c", f"\\copy {scope.schema}.{table} TO /dev/null")
    ]
    return _timed(partial(run_client, "psql", "-X", "-q", *words, url=OWNER))


def _dump(scope: Scope, dump: Path) -> float:
    words = ("-n", scope.schema, "-Fc", "--no-owner", "--no-privileges", "-f", str(dump))
    return _timed(partial(run_client, "pg_dump", *words, url=OWNER))


def _restore() -> float:
    """Time the building alone: what is archived before and swapped afterwards is not in it."""
    tenant = company("bench")
    key = data_key(tenant.id)
    chosen: UUID = get_archive(tenant.id, slug="bench").id
    manifest = read_manifest(tenant.id, archive_id=chosen, key=key)
    row = ask(tenant, archive_id=chosen, purpose=Purpose.DRILL, stamp=STAMP)
    with owner_of("default") as connection:
        took = _timed(partial(build, connection, manifest, schema=row.incoming, key=key))
    close(row, slug="bench")
    return took


def _pg_restore(scope: Scope, dump: Path) -> float:
    name = f"guildhall_bench_back_{schema_name(scope.tenant_id)[-6:]}"
    with as_owner() as owner:
        owner.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
    prepare_database(OWNER, name)
    back = urlunsplit(urlsplit(OWNER)._replace(path=f"/{name}"))
    words = ("--no-owner", "--no-privileges", "-n", scope.schema)
    try:
        made = partial(run_client, "psql", "-X", "-q", "-c", f"CREATE SCHEMA {scope.schema}")
        made(url=back)
        return _timed(partial(run_client, "pg_restore", *words, str(dump), "-d", url=back))
    finally:
        with as_owner() as owner:
            owner.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


if __name__ == "__main__":
    main()
