"""What happens to people and keys. No names, no addresses: ids only."""

from dataclasses import dataclass
from datetime import datetime
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


@fact("api_key.rotated", subject="api_key:{prefix}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKeyRotated(Event):
    prefix: str
    next: str
    former_ends: datetime


@fact("api_key.narrowed", subject="api_key:{prefix}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKeyNarrowed(Event):
    prefix: str
    taken: tuple[str, ...]
    until: datetime


@fact("api_key.widened", subject="api_key:{prefix}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKeyWidened(Event):
    prefix: str


@fact("staff.invited", subject="invitation:{invitation}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StaffInvited(Event):
    invitation: UUID
    role: str
    scope: str


@fact("staff.invitation_accepted", subject="invitation:{invitation}")
@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationAccepted(Event):
    invitation: UUID
    user: UUID


@fact("staff.sessions_ended", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SessionsEnded(Event):
    user: UUID
    count: int


@fact("staff.grants_changed", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class GrantsChanged(Event):
    """`given` and `taken` read `role@scope`, with `>` and the day where a grant ends."""

    user: UUID
    given: tuple[str, ...]
    taken: tuple[str, ...]


@fact("staff.deactivated", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StaffDeactivated(Event):
    user: UUID


@fact("staff.reactivated", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StaffReactivated(Event):
    user: UUID


@fact("role.created", subject="role:{role}")
@dataclass(frozen=True, kw_only=True, slots=True)
class RoleCreated(Event):
    role: str
    capabilities: tuple[str, ...]


@fact("role.edited", subject="role:{role}")
@dataclass(frozen=True, kw_only=True, slots=True)
class RoleEdited(Event):
    role: str
    version: int
    given: tuple[str, ...]
    taken: tuple[str, ...]


@fact("role.deleted", subject="role:{role}")
@dataclass(frozen=True, kw_only=True, slots=True)
class RoleDeleted(Event):
    role: str


@fact("staff.data_exported", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PersonExported(Event):
    user: UUID


@fact("staff.erased", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PersonErased(Event):
    user: UUID


@fact("staff.device_first_seen", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceFirstSeen(Event):
    user: UUID
    device: UUID


@fact("role.second_step_required", subject="role:{role}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SecondStepRequired(Event):
    role: str


@fact("role.second_step_waived", subject="role:{role}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SecondStepWaived(Event):
    role: str


@fact("staff.second_factors_forgotten", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SecondFactorsForgotten(Event):
    user: UUID


@fact("staff.factor_added", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FactorAdded(Event):
    """`kind` is one of `states.FactorKind`; the first one comes with recovery codes."""

    user: UUID
    kind: str


@fact("staff.factor_removed", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FactorRemoved(Event):
    user: UUID
    kind: str


@fact("staff.recovery_codes_made", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryCodesMade(Event):
    user: UUID


@fact("staff.password_changed", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PasswordChanged(Event):
    user: UUID


@fact("identity.sign_in_held", subject="staff:{user}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SignInHeld(Event):
    """Too many passwords were tried; nobody (None) where the address is no one's here."""

    user: UUID | None
