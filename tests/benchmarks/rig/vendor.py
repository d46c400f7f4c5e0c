"""A provider in a process of its own, and what became of the orders that it was asked for."""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg
from psycopg import sql

from guildhall.config.local.ports import free_port
from tests.harness.processes import Process, wait_until

PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Vendor:
    """A provider that answers, and the process that does it."""

    url: str
    pid: int

    def answer_after(self, ms: int) -> None:
        told = {"delay_ms": ms}
        httpx.post(f"{self.url}/_twin/faults", json=told).raise_for_status()


@contextmanager
def vendor(env: Mapping[str, str]) -> Iterator[Vendor]:
    """Run the plain provider; it notifies of nothing, so that answers alone are measured."""
    port = free_port()
    argv = (sys.executable, "-m", "tests.twins.plain", "--port", str(port))
    with TemporaryDirectory() as folder:
        process = Process(argv, env, Path(folder) / "vendor.log")
        process.start()
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until(lambda: _answers(url), what="the provider")
            httpx.post(f"{url}/_twin/faults", json={"silent": True}).raise_for_status()
            assert process.popen is not None
            yield Vendor(url, process.popen.pid)
        finally:
            process.kill()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/_twin/faults").is_success
    except httpx.TransportError:
        return False


@dataclass(frozen=True, slots=True)
class Orders:
    """The orders of one shop, read past the house."""

    url: str
    schema: str

    def authorized(self, since: datetime, until: datetime) -> int:
        """Return how many orders stood by then whose payments were authorized in between."""
        asked = (
            "SELECT count(*) FROM {} c WHERE state = 'done' AND ended_at >= %s AND ended_at < %s"
            " AND EXISTS (SELECT FROM {} p JOIN {} e ON e.payment_id = p.id"
            " WHERE p.reference = c.order_number AND e.step = 'authorize_success')"
        )
        return self._one(
            asked,
            "checkout_checkout",
            "payments_payment",
            "payments_paymentevent",
            values=(since, until),
        )

    def wait_until_none_waits(self) -> int:
        """Wait until each checkout has ended, and return how many have not in a while."""
        asked = "SELECT count(*) FROM {} WHERE state NOT IN ('done', 'failed')"
        end = time.monotonic() + PATIENCE
        while (left := self._one(asked, "checkout_checkout")) and time.monotonic() < end:
            time.sleep(0.1)
        return left

    def _one(self, text: str, *tables: str, values: tuple[datetime, ...] = ()) -> int:
        names = [sql.Identifier(self.schema, table) for table in tables]
        with psycopg.connect(self.url) as connection:
            found = connection.execute(sql.SQL(text).format(*names), values).fetchone()
        return int(found[0]) if found else 0
