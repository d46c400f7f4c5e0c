"""What is done by itself: archives when they are due, and what has had its time removed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Max

from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, TenantState, enter
from tenants.archives.models import Archive, Restoration
from tenants.archives.operations.companies import make_customer_export
from tenants.archives.operations.erasing import erase_all_due
from tenants.archives.operations.exporting import make_archive
from tenants.archives.operations.ground import owner_of
from tenants.archives.operations.places import archives, folder_of, remove_folder
from tenants.archives.operations.restoring import close, resume_all
from tenants.archives.rules.timing import SILENCE, is_due
from tenants.archives.states import (
    ARCHIVE,
    FOR_THE_COMPANY,
    ArchiveKind,
    ArchiveMove,
    ArchiveState,
    Purpose,
    RestorationState,
)
from tenants.models import Tenant

log = structlog.get_logger(__name__)

ARCHIVED_STATES = (TenantState.ACTIVE, TenantState.READ_ONLY, TenantState.SUSPENDED)
_ALONE = "SELECT pg_try_advisory_lock(hashtextextended('archives.keeping', 0))"


def keep(*, stamp: Stamp, most: int = 20) -> int:
    """Do what is due, the most urgent first; return how much that was. One keeper at a time.

    What refuses is logged and tried again the next time; it holds up nobody else.
    """
    stamp.by.must("tenants:edit")
    with _alone() as mine:
        if not mine:
            return 0
        resume_all(stamp=stamp)
        erased = erase_all_due(stamp=stamp)
        exports = _each(_asked_for(), lambda pair: _export(*pair, stamp=stamp))
        copies = _each(due_now(stamp=stamp)[:most], lambda slug: _scheduled(slug, stamp=stamp))
        return len(erased) + exports + copies + prune(stamp=stamp)


def due_now(*, stamp: Stamp) -> tuple[str, ...]:
    """Return the companies whose turn it is, those that have waited longest first."""
    with enter(PLATFORM):
        rows = Archive.objects.filter(kind=ArchiveKind.SCHEDULED)
        rows = rows.exclude(state=ArchiveState.FAILED)
        last = dict(rows.values_list("tenant_id").annotate(Max("created_at")))
        tenants = list(Tenant.objects.filter(state__in=ARCHIVED_STATES).only("id", "slug"))
    waiting = [
        tenant for tenant in tenants if is_due(tenant.id, last=last.get(tenant.id), at=stamp.at)
    ]
    never = stamp.at.replace(year=1)
    waiting.sort(key=lambda tenant: last.get(tenant.id, never))
    return tuple(tenant.slug for tenant in waiting)


def prune(*, stamp: Stamp) -> int:
    """Remove archives and former schemas that have had their time; return how many."""
    stamp.by.must("tenants:edit")
    _give_up_the_silent(stamp)
    return _prune_archives(stamp) + _prune_schemas(stamp)


def _prune_archives(stamp: Stamp) -> int:
    over = (ArchiveState.DONE, ArchiveState.FAILED)
    with enter(PLATFORM):
        rows = list(Archive.objects.filter(state__in=over, expires_at__lt=stamp.at).order_by("id"))
    for row in rows:
        remove_folder(archives(), f"{folder_of(row.tenant_id)}/{row.id}")
        with enter(PLATFORM):
            row.state = ARCHIVE.after(ArchiveState(row.state), ArchiveMove.PRUNE)
            row.save(update_fields=["state"])
    return len(rows)


def _prune_schemas(stamp: Stamp) -> int:
    """Drop former schemas after their week, and what failed or broke off at once."""
    swapped = (RestorationState.SWAPPED, RestorationState.UNDONE)
    with enter(PLATFORM):
        kept = Restoration.objects.filter(state__in=swapped, keeps_until__lt=stamp.at)
        left = Restoration.objects.filter(state=RestorationState.FAILED)
        drills = Restoration.objects.filter(
            purpose=Purpose.DRILL, created_at__lt=stamp.at - SILENCE
        ).exclude(state=RestorationState.CLOSED)
        rows = list((kept | left | drills).order_by("id"))
    return _each(rows, lambda row: close(row, slug=str(row.tenant_id)))


def _give_up_the_silent(stamp: Stamp) -> None:
    """Fail archives whose maker died: they are removed when their time is over."""
    with enter(PLATFORM), transaction.atomic():
        silent = Archive.objects.filter(
            state=ArchiveState.RUNNING, started_at__lt=stamp.at - SILENCE
        )
        for row in silent.order_by("id").select_for_update():
            row.state = ARCHIVE.after(ArchiveState(row.state), ArchiveMove.FAIL)
            row.error = "nothing was heard of it"
            row.save(update_fields=["state", "error"])


def _asked_for() -> list[tuple[UUID, UUID]]:
    with enter(PLATFORM):
        rows = Archive.objects.filter(state=ArchiveState.ASKED, kind__in=FOR_THE_COMPANY)
        return [(row.tenant_id, row.id) for row in rows.order_by("id")]


def _export(tenant_id: UUID, archive_id: UUID, *, stamp: Stamp) -> None:
    make_customer_export(tenant_id, archive_id=archive_id, stamp=stamp)


def _scheduled(slug: str, *, stamp: Stamp) -> None:
    make_archive(slug, kind=ArchiveKind.SCHEDULED, stamp=stamp)


def _each[T](things: "list[T] | tuple[T, ...]", do: Callable[[T], object]) -> int:
    """Do something with each, and return with how many: a refusal leaves the others alone."""
    done = 0
    for thing in things:
        try:
            do(thing)
        except Refusal as refusal:
            log.warning("archives_refused", code=refusal.code)
        else:
            done += 1
    return done


@contextmanager
def _alone() -> Iterator[bool]:
    with owner_of("default") as connection:
        row = connection.execute(_ALONE).fetchone()
        yield bool(row and row[0])
