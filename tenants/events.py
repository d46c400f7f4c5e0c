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
