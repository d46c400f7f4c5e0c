"""What others may see of the roll."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.tenancy import TenantState


@dataclass(frozen=True, slots=True)
class GroupCard:
    """An owner of several tenants."""

    id: UUID
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class TenantCard:
    """One line of the roll."""

    id: UUID
    slug: str
    name: str
    state: TenantState
    group_id: UUID
    unit: str
    plan: str
    host: str


@dataclass(frozen=True, slots=True)
class NewTenant:
    """What it takes to open a tenant."""

    slug: str
    name: str
    group: str
    unit: str
    host: str
    plan: str = "standard"
