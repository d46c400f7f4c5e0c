"""Taking lines up, and writing down how it went. Every function is one statement of the owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from tenants.fleet.rules import LEASE_SECONDS
from tenants.fleet.states import UPGRADED


class LeaseLost(RuntimeError):
    """Somebody else took the line over, or the company is not to be touched any more."""


@dataclass(frozen=True, slots=True)
class Lease:
    """One company's line, ours for a while."""

    tenant_id: UUID
    schema: str
    shard: str
    version: int
    fingerprint: str
    ring: int


# What is open to a run: behind, not frozen, not held, and not taken up by it before.
# `queries.open_lines` asks for the same.
_CLAIM: LiteralString = """
UPDATE public.fleet_ledgerline l
SET status = 'leased', run = %(run)s, target = %(target)s, attempts = l.attempts + 1,
    lease_until = now() + make_interval(secs => %(seconds)s), updated_at = now()
FROM (
    SELECT l.tenant_id FROM public.fleet_ledgerline l
    JOIN public.tenants_tenant t ON t.id = l.tenant_id
    WHERE l.ring = %(ring)s AND l.shard = %(shard)s AND l.run IS DISTINCT FROM %(run)s
      AND l.version < %(target)s AND (l.frozen_until IS NULL OR l.frozen_until <= now())
      AND (l.status IN ('ready', 'failed') OR (l.status = 'leased' AND l.lease_until < now()))
      AND (t.state = ANY(%(upgraded)s) OR (t.state = 'quarantined' AND l.shut))
    ORDER BY l.tenant_id LIMIT %(many)s FOR UPDATE OF l SKIP LOCKED
) open WHERE l.tenant_id = open.tenant_id
RETURNING l.tenant_id, l.schema, l.shard, l.version, l.fingerprint, l.ring
"""
_STILL_OURS: LiteralString = """
SELECT FROM public.fleet_ledgerline l JOIN public.tenants_tenant t ON t.id = l.tenant_id
WHERE l.tenant_id = %(tenant)s AND l.run = %(run)s AND l.status = 'leased'
  AND t.schema = %(schema)s AND t.shard = %(shard)s
  AND (t.state = ANY(%(upgraded)s) OR (t.state = 'quarantined' AND l.shut))
"""
_FINISH: LiteralString = """
WITH line AS (
    UPDATE public.fleet_ledgerline SET status = 'ready', version = %(target)s, attempts = 0,
        fingerprint = %(fingerprint)s, lease_until = NULL, last_error = '',
        duration_ms = %(took)s, updated_at = now()
    WHERE tenant_id = %(tenant)s AND run = %(run)s AND status = 'leased' RETURNING tenant_id
) UPDATE public.tenants_tenant t SET schema_version = %(target)s
FROM line WHERE t.id = line.tenant_id
"""
_END: LiteralString = """
UPDATE public.fleet_ledgerline SET status = %(status)s, lease_until = NULL, fingerprint = '',
    last_error = %(error)s, duration_ms = %(took)s, updated_at = now()
WHERE tenant_id = %(tenant)s AND run = %(run)s AND status = 'leased'
"""
# Some of their steps may be done, before they were busy or cut: they are not what they were.
_GIVE_BACK: LiteralString = """
UPDATE public.fleet_ledgerline SET status = 'ready', lease_until = NULL, run = NULL,
    attempts = greatest(0, attempts - 1), fingerprint = ''
WHERE run = %(run)s AND status = 'leased' AND tenant_id = ANY(%(tenants)s)
"""


def claim(book: Connection[Any], run: UUID, **asked: Any) -> list[Lease]:
    """Take up the next lines of a ring; other workers and runs get other ones."""
    values = {"run": run, "upgraded": list(UPGRADED), "seconds": LEASE_SECONDS, **asked}
    with book.cursor(row_factory=class_row(Lease)) as cursor:
        return cursor.execute(_CLAIM, values).fetchall()


def must_be_ours(book: Connection[Any], lease: Lease, run: UUID) -> None:
    """Raise LeaseLost unless the company may still be upgraded, by us, and lies where it lay."""
    values = {
        "tenant": lease.tenant_id,
        "run": run,
        "schema": lease.schema,
        "shard": lease.shard,
        "upgraded": list(UPGRADED),
    }
    if book.execute(_STILL_OURS, values).rowcount != 1:
        raise LeaseLost(f"{lease.schema} is not ours any more")


def finish(book: Connection[Any], lease: Lease, run: UUID, **told: Any) -> None:
    """Write into ledger and roll that the schema is at the target."""
    if book.execute(_FINISH, {"tenant": lease.tenant_id, "run": run, **told}).rowcount != 1:
        raise LeaseLost(f"{lease.schema} is not ours any more")


def end(book: Connection[Any], lease: Lease, run: UUID, **told: Any) -> None:
    """Write down why the line did not get there."""
    book.execute(_END, {"tenant": lease.tenant_id, "run": run, **told})


def give_back(book: Connection[Any], leases: Sequence[Lease], run: UUID) -> None:
    """Leave these to whoever comes next, as if they had never been taken up."""
    book.execute(_GIVE_BACK, {"run": run, "tenants": [each.tenant_id for each in leases]})
