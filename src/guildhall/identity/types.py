"""What others may see of people and keys."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.identity.states import KeyKind
from guildhall.kernel.stamp import EVERYWHERE, Grant


@dataclass(frozen=True, slots=True)
class KeyCard:
    """An API key as it is checked: never the key itself."""

    id: UUID
    prefix: str
    name: str
    digest: bytes
    grants: tuple[Grant, ...]
    expires_at: datetime | None
    kind: KeyKind = KeyKind.SECRET
    addresses: tuple[str, ...] = ()
    rate: int | None = None
    # What is left when a narrowing takes effect, and when that is.
    narrowed: tuple[Grant, ...] | None = None
    shadow_until: datetime | None = None

    def grants_at(self, at: datetime) -> tuple[Grant, ...]:
        """Return what it may do: after a week in the shadow only what it was narrowed to."""
        over = self.shadow_until is not None and self.shadow_until <= at
        return self.narrowed or () if over else self.grants

    def loses(self, capability: str) -> bool:
        """Return whether a narrowing takes this away when its week is over."""
        left = self.narrowed
        return left is not None and all(grant.capability != capability for grant in left)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just issued. `token` is shown this once and kept nowhere."""

    prefix: str
    token: str


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """What a key is to be: where it may be used from (CIDR), how fast, until when, and where."""

    kind: KeyKind = KeyKind.SECRET
    scope: str = EVERYWHERE
    addresses: tuple[str, ...] = ()
    rate: int | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CapabilityLine:
    """One right of a key: when and how often it was used, and how often its shadow said no."""

    capability: str
    uses: int
    shadow_refusals: int
    last_used_at: datetime | None
    is_unused: bool
    is_leaving: bool


@dataclass(frozen=True, slots=True)
class NetworkLine:
    """A network that a key was used from."""

    network: str
    first_seen_at: datetime
    last_seen_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class KeyRow:
    """An API key as a list shows it."""

    prefix: str
    name: str
    kind: KeyKind
    last_four: str
    scope: str
    capabilities: tuple[str, ...]
    addresses: tuple[str, ...]
    rate: int | None
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    shadow_until: datetime | None
    unused: tuple[str, ...]

    def works(self, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


@dataclass(frozen=True, slots=True)
class KeyReport:
    """A key in full: each of its rights, and the networks that it was used from."""

    row: KeyRow
    rights: tuple[CapabilityLine, ...]
    networks: tuple[NetworkLine, ...]
    replaced_by: str


@dataclass(frozen=True, slots=True)
class StaffCard:
    """A person who works here."""

    id: UUID
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A place where a person is signed in."""

    number: int
    device: str
    address: str
    signed_in_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is asked to come in, and as what."""

    email: str
    name: str
    role: str
    scope: str = EVERYWHERE


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """An invitation as the one who holds its link sees it."""

    email: str
    name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that a person holds in one scope, with what it gives there."""

    role: str
    scope: str
    capabilities: tuple[str, ...]
    expires_at: datetime | None = None
    asks_for_second_step: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """A role in a scope, as somebody is to hold it."""

    role: str
    scope: str = EVERYWHERE
    expires_at: datetime | None = None

    def __str__(self) -> str:
        until = f">{self.expires_at:%Y-%m-%d}" if self.expires_at else ""
        return f"{self.role}@{self.scope}{until}"


@dataclass(frozen=True, slots=True)
class RoleCard:
    """A role and what it gives. `name` is empty where it is built in: pages know its words."""

    code: str
    name: str
    capabilities: tuple[str, ...]
    version: int
    is_built_in: bool
    holders: int = 0


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person who works here or did, with the roles that count now; `version` tells these."""

    id: UUID
    name: str
    email: str
    is_active: bool
    held: tuple[HeldRole, ...]
    version: str = ""


@dataclass(frozen=True, slots=True)
class InvitedCard:
    """Somebody who was invited and has not come yet."""

    id: UUID
    email: str
    name: str
    role: str
    scope: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Why:
    """Why a person may do something, or may not.

    `gives` are the roles that give it here, `elsewhere` those that give it in other scopes.
    """

    capability: str
    gives: tuple[HeldRole, ...]
    elsewhere: tuple[HeldRole, ...]

    @property
    def allowed(self) -> bool:
        return bool(self.gives)


@dataclass(frozen=True, slots=True)
class SessionData:
    """A session as it is told to the person whose it is."""

    device: str
    user_agent: str
    address: str
    signed_in_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class DeviceData:
    """A browser that a person was known by."""

    name: str
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class AppData:
    """An app that a person let in, with what it may do for them, and when it came in last."""

    name: str
    scope: tuple[str, ...]
    installed_at: datetime
    removed_at: datetime | None
    sign_ins: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class PersonData:
    """All that is kept of a person who works here or did, as they may take it along."""

    id: UUID
    name: str
    email: str
    is_active: bool
    created_at: datetime
    last_login: datetime | None
    roles: tuple[str, ...]
    sessions: tuple[SessionData, ...]
    devices: tuple[DeviceData, ...]
    second_factors: tuple[str, ...]
    invitations: tuple[datetime, ...]
    apps: tuple[AppData, ...]


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person has set up besides their password."""

    user: UUID
    name: str
    email: str
    has_app: bool
    keys: int


@dataclass(frozen=True, slots=True)
class SecondStep:
    """Whether a role asks for a second step at sign-in; `lacking` of its holders have none yet."""

    role: str
    name: str
    is_needed: bool
    holders: int
    lacking: int
