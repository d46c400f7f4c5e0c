"""What happens to tenants. Recorded in the public schema."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("tenant.provisioned", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class TenantProvisioned(Event):
    tenant_id: UUID
    slug: str
    plan: str


@fact("tenant.state_changed", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class TenantStateChanged(Event):
    tenant_id: UUID
    state: str
    reason: str
    move: str = ""
    before: str = ""


@fact("domain.added", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DomainAdded(Event):
    tenant_id: UUID
    host: str


@fact("domain.verified", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DomainVerified(Event):
    tenant_id: UUID
    host: str


@fact("domain.activated", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DomainActivated(Event):
    tenant_id: UUID
    host: str


@fact("domain.failed", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DomainFailed(Event):
    tenant_id: UUID
    host: str
    proof: str


@fact("domain.made_primary", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DomainMadePrimary(Event):
    tenant_id: UUID
    host: str


@fact("domain.removed", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DomainRemoved(Event):
    tenant_id: UUID
    host: str
