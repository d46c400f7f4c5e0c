"""What others may see of people and keys."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.kernel.stamp import Grant


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
