"""What others may see of the roll."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.kernel.tenancy import TenantState
from tenants.states import DomainKind, DomainState, Proof

FREE = Money.zero("USD")


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
    shard: str = ""
    """Which database it is put into; where none is named, the one that takes new companies."""


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What a plan costs for so many months, what it leaves out, and where it is shown.

    `off` names features that it comes without; a public plan is on the price list.
    """

    price: Money = FREE
    months: int = 1
    off: frozenset[str] = frozenset()
    public: bool = False
    position: int = 0


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan as others see it. A limit that is not named does not exist."""

    code: str
    name: str
    limits: Mapping[str, int] = field(default_factory=dict)
    terms: PlanTerms = PlanTerms()


@dataclass(frozen=True, slots=True)
class PoolChange:
    """What was done to the pool of schemas: how many were made ready, how many dropped."""

    made: int
    dropped: int


@dataclass(frozen=True, slots=True)
class DomainCard:
    """A host of a company; `record` is the name and the text that prove whose it is."""

    host: str
    kind: DomainKind
    state: DomainState
    is_primary: bool
    record: tuple[str, str]
    proof: Proof | None = None
    created_at: datetime | None = None
    checked_at: datetime | None = None
    verified_at: datetime | None = None
    failing_since: datetime | None = None

    @property
    def is_ours(self) -> bool:
        """Return whether the platform gave it, so that it cannot be removed."""
        return self.kind is DomainKind.PLATFORM


@dataclass(frozen=True, slots=True)
class CompanyFilter:
    """Which companies a list shows; what is empty does not narrow it."""

    text: str = ""
    state: str = ""
    plan: str = ""
    group: str = ""
    shard: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """The limit that a company is nearest to, as it was last noted."""

    name: str
    used: int
    limit: int

    @property
    def percent(self) -> int:
        return 100 * self.used // self.limit if self.limit else 100


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """One company as whoever runs the platform sees it."""

    id: UUID
    slug: str
    name: str
    host: str
    state: TenantState
    reason: str
    since: datetime
    created_at: datetime
    group: str
    unit: str
    plan: str
    shard: str
    version: int
    usage: Usage | None
    size_bytes: int | None
    last_activity: datetime | None
    counted_at: datetime | None


@dataclass(frozen=True, slots=True)
class LifeEntry:
    """One step of a company's life, told by its fact."""

    move: str
    state: str
    reason: str
    at: datetime
    by: str
