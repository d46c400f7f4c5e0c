"""What happens to the fleet. Recorded in the public schema."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("fleet.upgraded", subject="fleet:{run_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FleetUpgraded(Event):
    run_id: UUID
    target: int
    done: int
    failed: int
    aborted: bool


@fact("fleet.frozen", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class UpgradeFrozen(Event):
    tenant_id: UUID
    until: datetime
    reason: str


@fact("fleet.thawed", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class UpgradeThawed(Event):
    tenant_id: UUID


@fact("fleet.quarantined", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class UpgradeQuarantined(Event):
    tenant_id: UUID
    reason: str


@fact("fleet.retried", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class UpgradeRetried(Event):
    tenant_id: UUID


@fact("fleet.ring_changed", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class RingChanged(Event):
    tenant_id: UUID
    ring: int
