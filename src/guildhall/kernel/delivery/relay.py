"""The relay: finds tenants with undelivered facts and hands the facts to workers.

It learns of a tenant by a hint in Redis, and, because hints can be lost, by a sweep over
the whole roll. It claims the head of each subject with a lease, so that facts of one
subject stay in order, and at most `cap` facts of one tenant are on their way at a time.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from threading import Event as Signal
from uuid import UUID

import structlog
from django.db import DatabaseError, close_old_connections, connection, transaction
from redis.exceptions import RedisError

from guildhall.kernel.hints import hint, take_hints
from guildhall.kernel.tenancy import PLATFORM, Scope, directory, enter
from guildhall.kernel.tenancy.units import unit

log = structlog.get_logger(__name__)

_CLAIM = """
WITH oldest AS (
    SELECT sequence, subject, lease_until FROM kernel_fact
    WHERE delivered_at IS NULL ORDER BY sequence LIMIT %(window)s
), heads AS (
    SELECT DISTINCT ON (subject) sequence, lease_until FROM oldest ORDER BY subject, sequence
), free AS (
    SELECT greatest(0, %(cap)s - count(*) FILTER (WHERE lease_until > clock_timestamp())) AS room
    FROM heads
), chosen AS (
    SELECT f.sequence FROM kernel_fact f
    WHERE f.sequence IN (
        SELECT h.sequence FROM heads h
        WHERE h.lease_until IS NULL OR h.lease_until <= clock_timestamp()
        ORDER BY h.sequence LIMIT (SELECT room FROM free)
    ) AND f.delivered_at IS NULL
      AND (f.lease_until IS NULL OR f.lease_until <= clock_timestamp())
    ORDER BY f.sequence FOR UPDATE SKIP LOCKED
)
UPDATE kernel_fact f SET lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
FROM chosen WHERE f.sequence = chosen.sequence RETURNING f.sequence
"""


@dataclass(frozen=True, slots=True)
class RelayPlan:
    """How the relay works: times in seconds, counts of facts."""

    lease: timedelta = timedelta(seconds=30)
    cap: int = 64
    window: int = 1_000
    chunk: int = 8
    idle: float = 0.05
    sweep_every: float = 5.0


type Send = Callable[[Scope, list[int]], None]


class Relay:
    """One relay process. Several may run: claims skip what another one holds."""

    def __init__(self, send: Send, plan: RelayPlan | None = None) -> None:
        self._send = send
        self._plan = plan or RelayPlan()
        self._swept = -self._plan.sweep_every

    def run(self, stop: Signal) -> None:
        """Work until told to stop; trouble with either server is waited out."""
        while not stop.is_set():
            try:
                with unit():
                    moved = self.turn()
            except (RedisError, DatabaseError) as error:
                log.warning("relay_waits", error=type(error).__name__)
                connection.close()
                moved = 0
                stop.wait(1.0)
            if not moved:
                stop.wait(self._plan.idle)

    def turn(self) -> int:
        """Take the hints (or sweep, when it is time) and dispatch; return how many facts."""
        close_old_connections()
        hinted = take_hints()
        if time.monotonic() - self._swept >= self._plan.sweep_every:
            moved = self._serve(self._roll())
            self._swept = time.monotonic()
            return moved
        return self._serve(self._found(hinted))

    def _roll(self) -> list[Scope]:
        with enter(PLATFORM):
            return [PLATFORM, *(found.scope for found in directory().working())]

    def _found(self, hinted: Iterable[str]) -> list[Scope]:
        scopes = []
        for text in hinted:
            tenant_id = UUID(text)
            if tenant_id == PLATFORM.tenant_id:
                scopes.append(PLATFORM)
                continue
            with enter(PLATFORM):
                found = directory().by_id(tenant_id)
            if found is not None and found.works:
                scopes.append(found.scope)
        return scopes

    def _serve(self, scopes: Iterable[Scope]) -> int:
        """Dispatch each tenant; a shard that does not answer is left out of this round."""
        silent: set[str] = set()
        moved = 0
        for scope in scopes:
            if scope.shard in silent:
                continue
            try:
                moved += self._dispatch(scope)
            except DatabaseError as error:
                # What is wrong with one schema or one shard holds up nobody else.
                log.warning("tenant_passed_over", tenant=scope.slug, error=type(error).__name__)
                if connection.is_usable():
                    continue
                if scope.shard == PLATFORM.shard:
                    raise
                connection.close()
                silent.add(scope.shard)
        return moved

    def _dispatch(self, scope: Scope) -> int:
        """Claim in the tenant's schema, commit, then send: a lost message costs one lease."""
        plan = self._plan
        with enter(scope):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    _CLAIM,
                    {"window": plan.window, "cap": plan.cap, "lease": plan.lease.total_seconds()},
                )
                claimed = sorted(row[0] for row in cursor.fetchall())
            for start in range(0, len(claimed), plan.chunk):
                self._send(scope, claimed[start : start + plan.chunk])
            if len(claimed) >= plan.cap:
                hint(str(scope.tenant_id))
        return len(claimed)
