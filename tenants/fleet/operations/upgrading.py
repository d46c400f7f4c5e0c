"""A run of the fleet: groups, one script for each, ring after ring."""

import os
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import transaction
from django.db.migrations.exceptions import InconsistentMigrationHistory, NodeNotFoundError
from psycopg import Connection

from guildhall.kernel import fault_points
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.artefact import migrations_digest
from tenants.directory import roll_changed
from tenants.fleet.errors import HistoryStale
from tenants.fleet.events import FleetUpgraded
from tenants.fleet.models import LedgerLine, Run
from tenants.fleet.operations.compiling import compile_script
from tenants.fleet.operations.connections import HOME, owner_connection
from tenants.fleet.operations.crew import Alike, Journey, Worker
from tenants.fleet.operations.fingerprints import fingerprints
from tenants.fleet.operations.ledger import sync_ledger
from tenants.fleet.operations.settling import settle
from tenants.fleet.queries import held_back, open_lines, ring_sizes
from tenants.fleet.rules import failures_allowed
from tenants.fleet.states import RUN, LineState, RunMove, RunState
from tenants.fleet.types import Orders, Outcome, RingSize, Script, Share
from tenants.versions import newest

type Watch = Callable[[Share], None]

_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('fleet-run:' || %s::text, 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('fleet-run:' || %s::text, 0))"
TICK = 0.2


def upgrade_fleet(orders: Orders, *, stamp: Stamp, watch: Watch | None = None) -> Outcome:
    """Bring every company's schema to this release, ring after ring; what fails stays behind.

    May be killed and run again at any time. Refuses with HistoryStale, NotReplayable or
    NotPermitted.
    """
    stamp.by.must("tenants:edit")
    target = target_version()
    with enter(PLATFORM), owner_connection(HOME) as alive:
        _bury_the_dead(alive)
        sync_ledger()
        settle(stamp=stamp)
        run = _begin(orders, target, alive)
        journey = Journey(run.id, target, compile_groups(target))
        fault_points.reached("fleet.compiled")
        aborted = False
        for size in ring_sizes(target, last=orders.last_ring):
            with _settled_after(stamp):
                aborted = not _ride(journey, size, orders=orders, watch=watch)
            fault_points.reached("fleet.ring_done")
            if aborted:
                break
        return _end(run, journey, aborted=aborted, stamp=stamp)


def target_version() -> int:
    """Return the version of this release. Refuses with HistoryStale if its migrations differ."""
    version = newest()
    if migrations_digest() != version.digest:
        raise HistoryStale(version=version.number)
    return version.number


def compile_groups(target: int) -> dict[Alike, Script | str]:
    """Return the script of each group of schemas that are alike, or what is wrong with it."""
    _take_fingerprints(target)
    found: dict[Alike, Script | str] = {}
    for line in open_lines(target):
        alike = (line.shard, line.version, line.fingerprint)
        if alike not in found:
            found[alike] = _compile(line)
    return found


def _compile(line: LedgerLine) -> Script | str:
    scope = Scope(tenant_id=line.tenant_id, schema=line.schema, role=line.schema, shard=line.shard)
    try:
        return compile_script(scope)
    except (DatabaseError, InconsistentMigrationHistory, NodeNotFoundError) as error:
        return f"no script for it: {error}"


def _take_fingerprints(target: int) -> None:
    """Look at those schemas that are behind and whose shape nobody knows.

    That of a lease which is over is not known either: its run may have got somewhere.
    """
    unknown: dict[str, list[LedgerLine]] = {}
    for line in open_lines(target):
        if not line.fingerprint or line.status == LineState.LEASED:
            unknown.setdefault(line.shard, []).append(line)
    for shard, lines in unknown.items():
        with owner_connection(shard) as owner:
            found = fingerprints(owner, [line.schema for line in lines])
        for line in lines:
            line.fingerprint = found.get(line.schema, "none")
        LedgerLine.objects.bulk_update(lines, ["fingerprint"], batch_size=500)


def _ride(journey: Journey, size: RingSize, *, orders: Orders, watch: Watch | None) -> bool:
    """Upgrade one ring; return False where so many failed that the train stops."""
    before = journey.counts()
    allowed = failures_allowed(size.total, most=orders.most_failures, percent=orders.percent)
    shards = {shard for shard, _, _ in journey.scripts}
    with ThreadPoolExecutor(orders.workers * max(1, len(shards))) as threads:
        working = {
            threads.submit(Worker(journey, shard, size.ring.value).work)
            for shard in sorted(shards)
            for _ in range(orders.workers)
        }
        while working:
            ended, working = wait(working, timeout=TICK)
            _raise_what_failed(ended, journey)
            if journey.failed - before[1] > allowed:
                journey.stop.set()
            _tell(journey, size, before, watch=watch)
    return journey.failed - before[1] <= allowed


def _tell(
    journey: Journey, size: RingSize, before: tuple[int, int, int], *, watch: Watch | None
) -> None:
    """Let processes see new versions, and whoever watches the progress."""
    roll_changed()
    if watch:
        now = journey.counts()
        done, failed, postponed = (after - each for after, each in zip(now, before, strict=True))
        watch(Share(size.ring, size.open, done, failed, postponed))


def _raise_what_failed(ended: set[Future[None]], journey: Journey) -> None:
    """Let a bug or a lost server end the run: the other workers finish what they hold."""
    for future in ended:
        if future.exception():
            journey.stop.set()
        future.result()


@contextmanager
def _settled_after(stamp: Stamp) -> Iterator[None]:
    yield
    settle(stamp=stamp)


def _begin(orders: Orders, target: int, alive: Connection[Any]) -> Run:
    """Open the run. Its lock is held for as long as this process lives, and shows that it does."""
    run = Run(
        id=new_id(),
        target=target,
        most_failures=orders.most_failures,
        percent=orders.percent,
        by=f"{socket.gethostname()}:{os.getpid()}"[:120],
    )
    alive.execute(_LOCK, [run.id])
    run.save(force_insert=True)
    return run


def _bury_the_dead(alive: Connection[Any]) -> None:
    """Give back what runs hold whose process is gone."""
    for run in Run.objects.filter(state=RunState.RUNNING).order_by("id"):
        row = alive.execute(_LOCK, [run.id]).fetchone()
        if row is None or not row[0]:
            continue
        _free(run.id)
        run.state = RUN.after(RunState(run.state), RunMove.LOSE)
        run.save(update_fields=["state"])
        alive.execute(_UNLOCK, [run.id])


def _free(run_id: UUID) -> None:
    held = LedgerLine.objects.filter(run=run_id, status=LineState.LEASED)
    # Some of their steps may be done: they are not what they were.
    held.update(status=LineState.READY, lease_until=None, fingerprint="")


def _end(run: Run, journey: Journey, *, aborted: bool, stamp: Stamp) -> Outcome:
    move = RunMove.ABORT if aborted else RunMove.FINISH
    with transaction.atomic():
        run.state = RUN.after(RunState(run.state), move)
        run.finished_at = stamp.at
        run.done, run.failed, run.postponed = journey.done, journey.failed, journey.postponed
        run.save()
        record(
            FleetUpgraded(
                run_id=run.id,
                target=run.target,
                done=run.done,
                failed=run.failed,
                aborted=aborted,
                stamp=stamp,
            )
        )
    roll_changed()
    return Outcome(
        run_id=run.id,
        state=RunState(run.state),
        target=run.target,
        done=run.done,
        failed=run.failed,
        postponed=run.postponed,
        held=held_back(run.target),
    )
