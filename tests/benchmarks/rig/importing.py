"""Bring a file of products in, in turn with COPY of what it wrote. Run as a program."""

import argparse
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import guildhall.config.processes  # noqa: F401 - sets Django up

# isort: split
from django.db import connection, transaction

from guildhall.catalog.models import Barcode, Category, Price, Product, Variant
from guildhall.catalog.operations.carrying import carry_import
from guildhall.catalog.operations.imports import (
    check_import,
    explain_columns,
    keep_file,
    run_import,
)
from guildhall.catalog.queries.imports import get_import
from guildhall.catalog.types.imports import ImportTerms, Tally
from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants import operations
from tenants.provisioning import migrate_public, provision_tenant
from tenants.types import NewTenant
from tests.factories.company import make_company
from tests.harness.owner import as_owner

STAMP = system_stamp("benchmark", clock.now())
MAPPING = {
    "SKU": "sku",
    "Name": "title",
    "Brand": "brand",
    "Category": "category",
    "Barcode": "barcodes",
    "Unit": "unit",
    "Price": "price",
}
BLOCK = 1024 * 1024
# In the order in which one needs the other.
TABLES = [model._meta.db_table for model in (Category, Product, Variant, Barcode, Price)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--file", type=Path, required=True)
    asked = parser.parse_args()
    scope = _ground()
    took: dict[str, list[float]] = {name: [] for name in ("check", "import", "again", "copy")}
    with enter(scope):
        for number in range(asked.rounds + 1):
            _empty(scope)
            seconds = _round(scope, asked.file)
            if number:  # the first round warms up
                for name, times in took.items():
                    times.append(seconds[name])
        written = sum(model.objects.count() for model in (Product, Variant, Barcode, Price))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"took": took, "written": written, "peak_mb": peak}))


def _round(scope: Scope, path: Path) -> dict[str, float]:
    rows = None
    seconds: dict[str, float] = {}
    for name in ("import", "again"):
        run = _kept(path)
        check_import(run, stamp=STAMP)
        seconds["check"] = _timed(lambda run=run: _carry(run))  # type: ignore[misc] # bound now
        run_import(run, stamp=STAMP)
        seconds[name] = _timed(lambda run=run: _carry(run))  # type: ignore[misc] # likewise
        card = get_import(run)
        rows = rows or card.rows or 0
        expected = Tally(added=rows, products=rows) if name == "import" else Tally(unchanged=rows)
        if card.tally != expected:
            raise SystemExit(f"{name}: {card.tally}, not {expected}; {card.problem}")
    kept = [_copied_out(table) for table in TABLES]
    _empty(scope)
    seconds["copy"] = _timed(lambda: _copy_in(kept))
    return seconds


def _ground() -> Scope:
    migrate_public()
    with enter(PLATFORM):
        operations.offer_plan("standard", name="Standard", limits={}, stamp=STAMP)
        operations.open_group("bench", name="Bench", stamp=STAMP)
        operations.open_unit("bench", code="hq", name="Head office", stamp=STAMP)
    new = NewTenant(slug="bench", name="Bench", group="bench", unit="hq", host="bench.localhost")
    scope = provision_tenant(new, stamp=STAMP)
    with enter(scope):
        make_company(stamp=STAMP, stock=0)  # type: ignore[arg-type] # none
    return scope


def _empty(scope: Scope) -> None:
    """Empty the catalogue, as whoever owns its tables."""
    connection.close()
    with as_owner(scope) as owner:
        owner.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE".encode())


def _kept(path: Path) -> UUID:
    with path.open("rb") as file:
        card = keep_file(file, name=path.name, size=path.stat().st_size, stamp=STAMP)
    explain_columns(card.id, terms=ImportTerms(mapping=MAPPING, channel="web"), stamp=STAMP)
    return card.id


def _carry(run: UUID) -> None:
    carry_import(run, now=clock.now, is_late=lambda: False)


def _copied_out(table: str) -> list[bytes]:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as out:
        text = b"".join(out)
    return [text[start : start + BLOCK] for start in range(0, len(text), BLOCK)]


def _copy_in(kept: list[list[bytes]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, blocks in zip(TABLES, kept, strict=True):
            with cursor.copy(f"COPY {table} FROM STDIN") as sink:
                for block in blocks:
                    sink.write(block)


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
