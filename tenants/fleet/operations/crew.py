"""The workers of a run: each has its connections and takes up one company after the other."""

import time
from collections import deque
from dataclasses import dataclass, field
from random import Random
from threading import Event, Lock
from typing import Any
from uuid import UUID

import structlog
from psycopg import Connection, Error, OperationalError
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from guildhall.kernel import fault_points
from guildhall.kernel.refusals import Refusal
from tenants.fleet.operations import leases
from tenants.fleet.operations.connections import HOME, owner_connection
from tenants.fleet.operations.fingerprints import fingerprints
from tenants.fleet.operations.leases import Lease, LeaseLost
from tenants.fleet.operations.replaying import replay
from tenants.fleet.rules import TRIES, pause_before
from tenants.fleet.states import LineState
from tenants.fleet.types import Script

BUSY = (LockNotAvailable, DeadlockDetected, SerializationFailure)
MANY = 4

log = structlog.get_logger(__name__)

type Alike = tuple[str, int, str]


class NewcomerMet(OperationalError):
    """A line appeared after the scripts were compiled, and none of them was made for it."""


@dataclass(slots=True)
class Journey:
    """What all workers of a run share."""

    run: UUID
    target: int
    scripts: dict[Alike, Script | str]
    stop: Event = field(default_factory=Event)
    done: int = 0
    failed: int = 0
    postponed: int = 0
    after: dict[Alike, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def count(self, *, done: int = 0, failed: int = 0, postponed: int = 0) -> None:
        with self._lock:
            self.done += done
            self.failed += failed
            self.postponed += postponed

    def counts(self) -> tuple[int, int, int]:
        with self._lock:
            return self.done, self.failed, self.postponed


@dataclass(slots=True)
class _Try:
    """A company that was busy, and when to come again."""

    lease: Lease
    attempt: int = 0
    due: float = 0.0


@dataclass(slots=True)
class Worker:
    """Takes lines of one ring and one shard up until there are no more."""

    journey: Journey
    shard: str
    ring: int
    random: Random = field(default_factory=Random)
    _open: list[Connection[Any]] = field(default_factory=list)
    _waiting: deque[_Try] = field(default_factory=deque)

    def work(self) -> None:
        try:
            while not self.journey.stop.is_set() and (turn := self._next()):
                self._take_turn(turn)
            if self._waiting:
                left = [each.lease for each in self._waiting]
                leases.give_back(self._book(), left, self.journey.run)
        finally:
            self._close()

    def _next(self) -> _Try | None:
        """Return whose turn it is; wait where all that is left is busy."""
        if not self._waiting or self._waiting[0].due > time.monotonic():
            asked = {"ring": self.ring, "shard": self.shard, "target": self.journey.target}
            found = leases.claim(self._book(), self.journey.run, many=MANY, **asked)
            self._waiting.extendleft(_Try(lease) for lease in reversed(found))
            fault_points.reached("fleet.leased")
        if not self._waiting:
            return None
        self._waiting = deque(sorted(self._waiting, key=lambda each: each.due))
        turn = self._waiting.popleft()
        self.journey.stop.wait(max(0.0, turn.due - time.monotonic()))
        return turn

    def _take_turn(self, turn: _Try) -> None:
        began = time.monotonic()
        try:
            self._upgrade(turn.lease, began)
            self.journey.count(done=1)
        except LeaseLost:
            log.info("fleet_lease_lost", schema=turn.lease.schema)
        except (Error, Refusal) as error:
            self._went_wrong(turn, error, _ms_since(began))

    def _upgrade(self, lease: Lease, began: float) -> None:
        script = self._script(lease)
        home = lease.shard == HOME
        book, run = self._book(), self.journey.run

        def check(_connection: Connection[Any]) -> None:
            leases.must_be_ours(book, lease, run)

        def finish(connection: Connection[Any]) -> None:
            told = {"target": self.journey.target, "fingerprint": self._print(connection, lease)}
            if home:
                leases.finish(book, lease, run, took=_ms_since(began), **told)

        replay(self._work(), lease.schema, script, check=check, finish=finish)
        fault_points.reached("fleet.schema_committed")
        if not home:
            told = {"target": self.journey.target, "fingerprint": self._print(None, lease)}
            leases.finish(book, lease, run, took=_ms_since(began), **told)

    def _script(self, lease: Lease) -> Script:
        found = self.journey.scripts.get(_alike(lease))
        if found is None:
            raise NewcomerMet("it came while the fleet was on its way: the next run takes it up")
        if isinstance(found, str):
            raise OperationalError(found)
        return found

    def _print(self, connection: Connection[Any] | None, lease: Lease) -> str:
        """Return the fingerprint after the script: the same for all that were alike before."""
        known = self.journey.after
        if _alike(lease) not in known and connection is not None:
            found = fingerprints(connection, [lease.schema])
            known[_alike(lease)] = found[lease.schema]
        return known[_alike(lease)]

    def _went_wrong(self, turn: _Try, error: Error | Refusal, took: int) -> None:
        met = isinstance(error, NewcomerMet)
        again = met or isinstance(error, BUSY) or self._is_cut()
        if again and not met and turn.attempt + 1 < TRIES:
            turn.attempt += 1
            turn.due = time.monotonic() + pause_before(turn.attempt, self.random)
            self._waiting.append(turn)
            return
        # A busy company is not broken: the next run comes by again.
        status = LineState.READY if again else LineState.FAILED
        self.journey.count(postponed=int(again), failed=int(not again))
        told = {"status": status.value, "error": _told(error), "took": took}
        leases.end(self._book(), turn.lease, self.journey.run, **told)
        log.warning("fleet_left_behind", schema=turn.lease.schema, error=_told(error))
        fault_points.reached("fleet.failure_written")

    def _is_cut(self) -> bool:
        cut = [each for each in self._open if each.closed]
        if cut:
            self._close()
        return bool(cut)

    def _book(self) -> Connection[Any]:
        """Return the connection to the ledger; for companies beside it, the one they use, too."""
        if not self._open:
            self._open.append(owner_connection(HOME))
        return self._open[0]

    def _work(self) -> Connection[Any]:
        book = self._book()
        if self.shard == HOME:
            return book
        if len(self._open) == 1:
            self._open.append(owner_connection(self.shard))
        return self._open[1]

    def _close(self) -> None:
        for connection in self._open:
            connection.close()
        self._open.clear()


def _alike(lease: Lease) -> Alike:
    return lease.shard, lease.version, lease.fingerprint


def _ms_since(began: float) -> int:
    return round((time.monotonic() - began) * 1_000)


def _told(error: Error | Refusal) -> str:
    """Return what the ledger keeps of an error: never its details, in which rows are quoted."""
    if isinstance(error, Error):
        said = error.diag.message_primary or str(error).partition("\n")[0]
        return f"{error.sqlstate or type(error).__name__}: {said}"[:500]
    return str(error)[:500]
