"""Filling in old rows: batch after batch, each with a pause, resumed after whatever happens.

A company's rows change inside its scope alone and the progress lies in the shared schema, so a
batch may be done a second time after a crash, and never left out.
"""

import time
from threading import Event
from uuid import UUID

from django.db import transaction

from guildhall.kernel import fault_points
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter, require
from tenants.fleet.errors import BackfillUnknown
from tenants.fleet.models import BackfillProgress
from tenants.fleet.ports import Backfill, backfills

_PAUSE = Event()


def backfill_here(name: str, *, seconds: float, stamp: Stamp) -> bool:
    """Go on with a backfill in the company whose scope this is; return whether it is complete.

    Stops after so many seconds, so that other work gets its turn. Refuses with BackfillUnknown
    or NotPermitted.
    """
    stamp.by.must("tenants:edit")
    backfill = find_backfill(name)
    tenant = require().tenant_id
    after, complete = _progress(name, tenant)
    end = time.monotonic() + seconds
    while not complete and time.monotonic() < end:
        after = _one_batch(backfill, tenant, after, stamp=stamp)
        complete = not after
        _PAUSE.wait(0 if complete else backfill.pause_seconds)
    return complete


def find_backfill(name: str) -> Backfill:
    """Return what config has named so, or refuse with BackfillUnknown."""
    found = backfills().get(name)
    if found is None:
        raise BackfillUnknown(name=name, known=", ".join(sorted(backfills())) or "-")
    return found


def _progress(name: str, tenant: UUID) -> tuple[str, bool]:
    with enter(PLATFORM):
        row, _ = BackfillProgress.objects.get_or_create(name=name, tenant_id=tenant)
        return row.after, row.finished_at is not None


def _one_batch(backfill: Backfill, tenant: UUID, after: str, *, stamp: Stamp) -> str:
    with transaction.atomic():
        batch = backfill.run(after, backfill.size)
    fault_points.reached("fleet.batch_committed")
    with enter(PLATFORM), transaction.atomic():
        rows = BackfillProgress.objects.select_for_update()
        row = rows.get(name=backfill.name, tenant_id=tenant)
        row.after = batch.last or row.after
        row.rows += batch.rows
        row.finished_at = None if batch.last else stamp.at
        row.updated_at = stamp.at
        row.save()
    return batch.last
