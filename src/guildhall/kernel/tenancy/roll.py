"""The roll of tenants as the kernel sees it: a port that config binds to `tenants`."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from guildhall.kernel.tenancy.context import Scope


class TenantState(StrEnum):
    PROVISIONING = "provisioning"
    ACTIVE = "active"
    READ_ONLY = "read_only"
    MOVING = "moving"
    SUSPENDED = "suspended"
    QUARANTINED = "quarantined"
    ARCHIVED = "archived"
    ERASED = "erased"


WORKING = frozenset({TenantState.ACTIVE, TenantState.READ_ONLY})


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a host or an id leads to: a scope, the tenant's state and its name.

    `reason` says why it is in this state, as a msgid or in somebody's own words; `supported`,
    whether this release can work on a schema of that version. `primary` is the host that pages
    asked of this one are sent on to, if that is another.
    """

    scope: Scope
    state: TenantState
    name: str
    reason: str = ""
    schema_version: int = 0
    supported: bool = True
    primary: str = ""

    @property
    def works(self) -> bool:
        return self.state in WORKING and self.supported


class Directory(Protocol):
    """Finds tenants. Implementations may cache, but must notice a change within a second."""

    def by_host(self, host: str) -> Resolved | None: ...

    def by_id(self, tenant_id: UUID) -> Resolved | None: ...

    def look_again(self, tenant_id: UUID) -> Resolved | None:
        """Find a tenant past every cache, and forget what was cached of any."""
        ...

    def working(self) -> Sequence[Resolved]: ...


_bound: list[Directory] = []


def bind(implementation: Directory) -> None:
    """Name the directory of this process; config does so once, at start."""
    _bound[:] = [implementation]


def directory() -> Directory:
    if not _bound:
        raise RuntimeError("no tenant directory is bound: guildhall.config does it at start")
    return _bound[0]
