"""What others may see of people and keys."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just issued. `token` is shown this once and kept nowhere."""

    prefix: str
    token: str


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
    """A person who works here or did, with the roles that count now."""

    id: UUID
    name: str
    email: str
    is_active: bool
    held: tuple[HeldRole, ...]


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
