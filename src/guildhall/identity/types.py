"""What others may see of people and keys."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.identity.states import Role
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
    role: Role
    scope: str = EVERYWHERE


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """An invitation as the one who holds its link sees it."""

    email: str
    name: str
    expires_at: datetime
