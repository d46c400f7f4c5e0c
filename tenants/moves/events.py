"""What happens to moves. Recorded in the public schema."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("move.planned", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class MovePlanned(Event):
    tenant_id: UUID
    source: str
    target: str


@fact("move.flipped", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class MoveFlipped(Event):
    tenant_id: UUID
    source: str
    target: str
    freeze_ms: int


@fact("move.given_up", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class MoveGivenUp(Event):
    tenant_id: UUID
    source: str
    target: str
    reason: str


@fact("move.copy_pruned", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CopyPruned(Event):
    tenant_id: UUID
    shard: str


@fact("move.place_followed", subject="tenant:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceFollowed(Event):
    tenant_id: UUID
    source: str
    target: str
