"""The rows of archives: asked for, filled, done or failed, each in a transaction of its own."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from time import monotonic
from uuid import UUID

from django.db import DatabaseError, transaction

from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.archives.events import ArchiveFailed, ArchiveMade
from tenants.archives.models import Archive
from tenants.archives.rules.timing import KEEP
from tenants.archives.states import ARCHIVE, ArchiveKind, ArchiveMove, ArchiveState

type Tell = Callable[[int, int, int], None]
"""Told how many members are in, and how many rows and bytes."""


def ask(tenant_id: UUID, *, kind: ArchiveKind, stamp: Stamp) -> UUID:
    """Write down that an archive is wanted; return its id."""
    with enter(PLATFORM):
        row = Archive.objects.create(
            id=new_id(),
            tenant_id=tenant_id,
            kind=kind,
            asked_by=stamp.by.name,
            created_at=stamp.at,
            expires_at=stamp.at + KEEP[kind],
        )
    return row.id


def start(archive_id: UUID, *, total: int, schema_version: int, at: datetime) -> None:
    with enter(PLATFORM), transaction.atomic():
        row = _locked(archive_id, ArchiveMove.START)
        row.started_at, row.total, row.schema_version = at, total, schema_version
        row.save(update_fields=["state", "started_at", "total", "schema_version"])


def progress_of(archive_id: UUID) -> Tell:
    """Return what keeps the row of a running archive up to date, once a second at most."""
    last = 0.0

    def tell(done: int, rows: int, size: int) -> None:
        nonlocal last
        if monotonic() - last < 1.0:
            return
        last = monotonic()
        with enter(PLATFORM):
            Archive.objects.filter(id=archive_id).update(done=done, rows=rows, bytes=size)

    return tell


def finish(archive_id: UUID, *, rows: int, size: int, stored: int, stamp: Stamp) -> None:
    with enter(PLATFORM), transaction.atomic():
        row = _locked(archive_id, ArchiveMove.FINISH)
        row.rows, row.bytes, row.stored, row.done = rows, size, stored, row.total
        row.finished_at = stamp.at
        row.save(update_fields=["state", "rows", "bytes", "stored", "done", "finished_at"])
        made = ArchiveMade(
            tenant_id=row.tenant_id,
            archive_id=row.id,
            kind=row.kind,
            rows=rows,
            bytes=size,
            stamp=stamp,
        )
        record(made)


def fail(archive_id: UUID, *, error: Exception, stamp: Stamp) -> None:
    """Note why an archive came to nothing. Without a database that is found out by its age."""
    told = f"{type(error).__name__}: {getattr(error, 'code', '')}".rstrip(": ")
    with suppress(DatabaseError), enter(PLATFORM), transaction.atomic():
        row = _locked(archive_id, ArchiveMove.FAIL)
        row.error = told[:300]
        row.save(update_fields=["state", "error"])
        record(ArchiveFailed(tenant_id=row.tenant_id, archive_id=row.id, error=told, stamp=stamp))


def _locked(archive_id: UUID, move: ArchiveMove) -> Archive:
    row = Archive.objects.select_for_update().get(id=archive_id)
    row.state = ARCHIVE.after(ArchiveState(row.state), move)
    return row
