"""Comparing stock with its ledgers: in chunks, beside the sales, and put right where asked."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models.functions import Now

from guildhall.inventory import rules
from guildhall.inventory.errors import CheckNotFound, CheckRunning, LocationNotFound
from guildhall.inventory.events import StockChecked
from guildhall.inventory.models import Location, StockCheck, StockLevel
from guildhall.inventory.operations.hint_checks import check_hints
from guildhall.inventory.operations.repairs import finding_of, repair_levels
from guildhall.inventory.operations.value_checks import check_value
from guildhall.inventory.ports import have_it_run
from guildhall.inventory.queries.places import scopes_of_keeper, scopes_of_location
from guildhall.inventory.queries.proofs import proofs_of
from guildhall.inventory.types import Finding
from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp

CHUNK = 200
GIVEN_UP = timedelta(hours=12)
KEPT = 500
"""So many findings are kept with a check; more are counted, and the next check tells them."""

log = structlog.get_logger(__name__)


@transaction.atomic
def start_check(*, location: str = "", repair: bool = False, stamp: Stamp) -> UUID:
    """Ask for a check of all stock, or of one location's; a job runs it.

    To put right what is found, its starter must be one who may approve there. Refuses with
    LocationNotFound, NotPermitted, or CheckRunning.
    """
    if location and not Location.objects.filter(code=location).exists():
        raise LocationNotFound(code=location)
    stamp.by.must("stock:view", scope=scopes_of_location(location) if location else ())
    if repair:
        stamp.by.must("stock:approve", scope=scopes_of_keeper(location) if location else ())
    lock_name("inventory.check")
    running = StockCheck.objects.filter(finished_at__isnull=True)
    if running.filter(started_at__gt=stamp.at - GIVEN_UP).exists():
        raise CheckRunning
    row = StockCheck.objects.create(
        started_at=stamp.at, started_by=stamp.by.name, location=location, repairs=repair
    )
    transaction.on_commit(partial(have_it_run, row.id))
    return row.id


def run_check(check: UUID, *, stamp: Stamp) -> None:
    """Compare level after level, and finish the check. Refuses with CheckNotFound.

    No lock is held while comparing, and one level's while it is put right. Killed half way, the
    same call goes over everything again.
    """
    row = StockCheck.objects.filter(id=check).first()
    if row is None:
        raise CheckNotFound
    if row.finished_at is not None:
        return
    row.levels = row.found = row.repaired = 0
    row.findings = []
    for levels in _chunks(row.location):
        _note(row, _compared(levels, row, stamp), levels=len(levels))
        reached("inventory.chunk_checked")
    if not row.location:
        _note(row, list(check_value(repair=row.repairs, check=str(row.id), stamp=stamp)))
        _note(row, list(check_hints(repair=row.repairs, check=str(row.id), stamp=stamp)))
    _finish(row, stamp)


def _chunks(location: str) -> Iterator[list[UUID]]:
    rows = StockLevel.objects.order_by("id").values_list("id", flat=True)
    if location:
        rows = rows.filter(location__code=location)
    levels = list(rows[:CHUNK])
    while levels:
        yield levels
        levels = list(rows.filter(id__gt=levels[-1])[:CHUNK])


def _compared(levels: Sequence[UUID], row: StockCheck, stamp: Stamp) -> list[Finding]:
    wrongs = {proof.level_id: tuple(rules.wrongs_of(proof)) for proof in proofs_of(levels)}
    bad = [level for level in levels if wrongs.get(level)]
    if row.repairs:
        return list(repair_levels(bad, check=str(row.id), stamp=stamp))
    named = StockLevel.objects.select_related("variant", "location").in_bulk(bad)
    return [finding_of(named[level], wrong) for level in bad for wrong in wrongs[level]]


def _note(row: StockCheck, found: Sequence[Finding], *, levels: int = 0) -> None:
    row.levels += levels
    row.found += len(found)
    row.repaired += sum(each.repaired for each in found)
    row.findings += [asdict(each) for each in found[: KEPT - len(row.findings)]]
    row.save(update_fields=["levels", "found", "repaired", "findings"])


@transaction.atomic
def _finish(row: StockCheck, stamp: Stamp) -> None:
    StockCheck.objects.filter(id=row.id).update(finished_at=Now())
    record(
        StockChecked(
            check=str(row.id),
            levels=row.levels,
            found=row.found,
            repaired=row.repaired,
            stamp=stamp,
        )
    )
    told = log.error if row.found else log.info
    told("stock_checked", levels=row.levels, found=row.found, repaired=row.repaired)
