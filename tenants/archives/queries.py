"""What can be asked about archives, restorations and erasures. All in the public schema."""

from uuid import UUID

from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.archives.errors import ArchiveNotFound
from tenants.archives.models import Archive, Erasure, Restoration
from tenants.archives.states import (
    FOR_THE_COMPANY,
    ArchiveKind,
    ArchiveState,
    ErasureState,
    Purpose,
    RestorationState,
)
from tenants.archives.types import ArchiveCard, ErasureCard, RestorationCard


def list_archives(tenant_id: UUID, *, most: int = 100) -> tuple[ArchiveCard, ...]:
    """Return a company's archives, the newest first."""
    with enter(PLATFORM):
        rows = Archive.objects.filter(tenant_id=tenant_id).order_by("-created_at", "-id")[:most]
        return tuple(_archive(row) for row in rows)


def list_customer_exports(tenant_id: UUID) -> tuple[ArchiveCard, ...]:
    """Return the exports that a company can take along, the newest first."""
    return tuple(card for card in list_archives(tenant_id) if card.kind in FOR_THE_COMPANY)


def get_archive(tenant_id: UUID, *, slug: str, archive_id: UUID | None = None) -> ArchiveCard:
    """Return one archive to restore from, or the newest. Refuses with ArchiveNotFound."""
    with enter(PLATFORM):
        rows = Archive.objects.filter(tenant_id=tenant_id, state=ArchiveState.DONE)
        rows = rows.exclude(kind__in=FOR_THE_COMPANY)
        if archive_id is not None:
            rows = rows.filter(id=archive_id)
        row = rows.order_by("-created_at", "-id").first()
    if row is None:
        raise ArchiveNotFound(slug=slug, archive=str(archive_id or ""))
    return _archive(row)


def get_customer_export(tenant_id: UUID, *, slug: str, archive_id: UUID) -> ArchiveCard:
    """Return a finished export of a company. Refuses with ArchiveNotFound."""
    for card in list_customer_exports(tenant_id):
        if card.id == archive_id and card.state is ArchiveState.DONE:
            return card
    raise ArchiveNotFound(slug=slug, archive=str(archive_id))


def list_restorations(tenant_id: UUID) -> tuple[RestorationCard, ...]:
    """Return what was restored, the newest first."""
    with enter(PLATFORM):
        rows = Restoration.objects.filter(tenant_id=tenant_id, purpose=Purpose.RESTORE)
        return tuple(_restoration(row) for row in rows.order_by("-created_at", "-id"))


def find_erasure(tenant_id: UUID) -> ErasureCard | None:
    """Return the newest request to erase a company that was not called off, or its receipt."""
    with enter(PLATFORM):
        rows = Erasure.objects.filter(tenant_id=tenant_id)
        row = rows.exclude(state=ErasureState.CANCELED).order_by("-asked_at").first()
        return _erasure(row) if row else None


def list_erasures() -> tuple[ErasureCard, ...]:
    """Return every request and every receipt, the newest first."""
    with enter(PLATFORM):
        return tuple(_erasure(row) for row in Erasure.objects.order_by("-asked_at", "-id"))


def _archive(row: Archive) -> ArchiveCard:
    return ArchiveCard(
        id=row.id,
        tenant_id=row.tenant_id,
        kind=ArchiveKind(row.kind),
        state=ArchiveState(row.state),
        rows=row.rows,
        bytes=row.bytes,
        stored=row.stored,
        done=row.done,
        total=row.total,
        asked_by=row.asked_by,
        created_at=row.created_at,
        finished_at=row.finished_at,
        expires_at=row.expires_at,
        error=row.error,
    )


def _restoration(row: Restoration) -> RestorationCard:
    return RestorationCard(
        id=row.id,
        tenant_id=row.tenant_id,
        archive_id=row.archive_id,
        state=RestorationState(row.state),
        asked_by=row.asked_by,
        created_at=row.created_at,
        swapped_at=row.swapped_at,
        keeps_until=row.keeps_until,
        error=row.error,
    )


def _erasure(row: Erasure) -> ErasureCard:
    return ErasureCard(
        id=row.id,
        tenant_id=row.tenant_id,
        slug=row.slug,
        state=ErasureState(row.state),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
        final_export=row.final_export,
        counts=row.counts,
    )
