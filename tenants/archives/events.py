"""What happens to archives. Recorded in the public schema, without a name of anybody inside."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("archive.made", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ArchiveMade(Event):
    tenant_id: UUID
    archive_id: UUID
    kind: str
    rows: int
    bytes: int


@fact("archive.failed", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ArchiveFailed(Event):
    tenant_id: UUID
    archive_id: UUID
    error: str


@fact("archive.opened", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerExportOpened(Event):
    tenant_id: UUID
    archive_id: UUID


@fact("tenant.restored", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class TenantRestored(Event):
    tenant_id: UUID
    archive_id: UUID
    restoration_id: UUID


@fact("tenant.restore_undone", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class RestoreUndone(Event):
    tenant_id: UUID
    restoration_id: UUID


@fact("tenant.erasure_asked", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureAsked(Event):
    tenant_id: UUID
    due_at: str


@fact("tenant.erasure_canceled", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureCanceled(Event):
    tenant_id: UUID


@fact("tenant.erased", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class TenantErased(Event):
    tenant_id: UUID
    erasure_id: UUID
