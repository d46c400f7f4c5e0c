"""What happens to people and keys. No names, no addresses: ids only."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("staff.added", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StaffAdded(Event):
    user: UUID
    role: str
    scope: str


@fact("api_key.issued", subject="api_key:{prefix}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKeyIssued(Event):
    prefix: str
    capabilities: tuple[str, ...]


@fact("api_key.revoked", subject="api_key:{prefix}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKeyRevoked(Event):
    prefix: str
