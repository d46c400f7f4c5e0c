"""Fetch and match a bill of many lines, in turn with COPY of the same lines. Run as a program."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import IO, Any

import guildhall.config.processes  # noqa: F401 - sets Django up

# isort: split
import httpx
from django.db import connection, transaction

from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.payments.models import Bill, ProviderAccount, WorkItem
from guildhall.payments.operations.bills import fetch_bill
from guildhall.payments.ports import bind_providers
from tenants import operations
from tenants.provisioning import migrate_public, provision_tenant
from tenants.types import NewTenant
from tests.factories.bills import DAY, at, make_account, make_bill, opener
from tests.harness.owner import as_owner
from tests.twins.bills import BillTwinProvider

STAMP = system_stamp("benchmark", at(12, day=21))
ODD = 1_000
BLOCK = 1024 * 1024
LINES = "payments_billedline"
PAYMENTS = """
INSERT INTO payments_payment (id, reference, method, currency, key, account_id, scopes, action)
SELECT md5('p' || n)::uuid, 'ORD-' || n, 'bills', 'CNY', 'k' || n, %s, '[]', '{}'
FROM generate_series(1, %s) AS n
"""
EVENTS = """
INSERT INTO payments_paymentevent (id, payment_id, key, psp_reference, step, amount, actor,
    occurred_at, change)
SELECT md5('e' || n)::uuid, md5('p' || n)::uuid, 'charge', '42000' || lpad(n::text, 23, '0'),
    'charge_success', 12.30, 'bench', %s, lpad(to_hex(n), 32, '0')
FROM generate_series(1, %s) AS n
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--lines", type=int, required=True)
    asked = parser.parse_args()
    scope = _ground()
    took: dict[str, list[float]] = {"copy": [], "first": [], "again": []}
    with _twin() as twin, enter(scope):
        url = twin.stdout.readline().split()[-1]  # type: ignore[union-attr] # it is a pipe
        order = {"day": str(DAY), "lines": asked.lines, "odd": ODD}
        httpx.post(f"{url}/_twin/do/make", json=order, timeout=120).raise_for_status()
        bind_providers({"bills": BillTwinProvider()})  # type: ignore[dict-item] # its bills alone
        account = _books(scope, asked.lines)
        for _ in range(asked.rounds):
            for name, seconds in _round(scope, account, url).items():
                took[name].append(seconds)
        items = WorkItem.objects.count()
        twin.terminate()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"took": took, "peak_mb": peak, "items": items}))


def _twin() -> "subprocess.Popen[str]":
    argv = [sys.executable, "-m", "tests.twins.bills"]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)


def _round(scope: Scope, account: ProviderAccount, url: str) -> dict[str, float]:
    bill = make_bill(account)
    seconds = {"first": _timed(lambda: _fetch(bill, url))}
    seconds["again"] = _timed(lambda: _fetch(bill, url))
    bill.refresh_from_db()
    expected = bill.lines - bill.lines // ODD
    if bill.counts["matched"] != expected or bill.counts["ours_only"] or bill.version != 1:
        raise SystemExit(f"{bill.counts}, version {bill.version}")
    with tempfile.TemporaryFile() as kept:
        _copy_out(kept)
        _empty(scope, LINES)
        seconds["copy"] = _timed(lambda: _copy_in(kept))
    _empty(scope, LINES, "payments_itemnote", "payments_workitem", "payments_bill")
    return seconds


def _fetch(bill: Bill, url: str) -> None:
    if not fetch_bill(bill.pk, opening=opener(url), stamp=STAMP):
        raise SystemExit("no bill")


def _ground() -> Scope:
    migrate_public()
    with enter(PLATFORM):
        operations.offer_plan("standard", name="Standard", limits={}, stamp=STAMP)
        operations.open_group("bench", name="Bench", stamp=STAMP)
        operations.open_unit("bench", code="hq", name="Head office", stamp=STAMP)
    new = NewTenant(slug="bench", name="Bench", group="bench", unit="hq", host="bench.localhost")
    return provision_tenant(new, stamp=STAMP)


def _books(scope: Scope, lines: int) -> ProviderAccount:
    account = make_account()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PAYMENTS, [account.id, lines])
        cursor.execute(EVENTS, [at(12), lines])
    with as_owner(scope) as owner:
        owner.execute("ANALYZE payments_payment, payments_paymentevent")
    return account


def _copy_out(kept: IO[bytes]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {LINES} TO STDOUT") as out:
        for block in out:
            kept.write(block)


def _copy_in(kept: IO[bytes]) -> None:
    kept.seek(0)
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY {LINES} FROM STDIN") as sink,
    ):
        while block := kept.read(BLOCK):
            sink.write(block)


def _empty(scope: Scope, *tables: str) -> None:
    connection.close()
    with as_owner(scope) as owner:
        owner.execute(f"TRUNCATE {', '.join(tables)}".encode())


def _timed(run: Callable[[], Any]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
