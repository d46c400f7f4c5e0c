"""What others may see of the fleet."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.fleet.states import LineState, Ring, RunState, StepKind


def lock_name(schema: str) -> str:
    """Return the advisory lock of whoever changes, copies or moves a schema as a whole.

    It is `pg_advisory_lock(hashtextextended(name, 0))` in the database where the schema lies.
    """
    return f"fleet:{schema}"


@dataclass(frozen=True, slots=True)
class Step:
    """SQL that runs in one go, with a placeholder for the schema's name.

    `migrations` are those that it completes. An index that is built alone has a name, so that
    half of one can be swept away.
    """

    kind: StepKind
    sql: str
    migrations: tuple[str, ...]
    index: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """What leads from one set of migrations to this release's, compiled once for many schemas."""

    before: frozenset[str]
    steps: tuple[Step, ...]

    @property
    def after(self) -> frozenset[str]:
        return self.before.union(*(step.migrations for step in self.steps))


@dataclass(frozen=True, slots=True)
class Orders:
    """How a run goes about it."""

    workers: int = 4
    last_ring: Ring = Ring.REST
    most_failures: int = 5
    percent: int = 1


@dataclass(frozen=True, slots=True)
class RingSize:
    """How many companies ride in a ring, and how many of them are to be upgraded."""

    ring: Ring
    open: int
    total: int


@dataclass(frozen=True, slots=True)
class Share:
    """How far a ring has come."""

    ring: Ring
    total: int
    done: int
    failed: int
    postponed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    run_id: UUID
    state: RunState
    target: int
    done: int
    failed: int
    postponed: int
    held: int

    @property
    def is_whole(self) -> bool:
        return self.state is RunState.FINISHED and not self.failed and not self.postponed


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """Companies whose schemas are alike, and what would be run in each."""

    version: int
    fingerprint: str
    schemas: int
    by_ring: dict[Ring, int]
    steps: tuple[Step, ...]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class LineCard:
    """One company in the ledger."""

    tenant_id: UUID
    slug: str
    shard: str
    version: int
    ring: Ring
    status: LineState
    attempts: int
    last_error: str
    duration_ms: int | None
    frozen_until: datetime | None
    frozen_reason: str


@dataclass(frozen=True, slots=True)
class RunCard:
    """One run, as a page shows it."""

    id: UUID
    target: int
    state: RunState
    started_at: datetime
    finished_at: datetime | None
    done: int
    failed: int
    postponed: int


@dataclass(frozen=True, slots=True)
class BackfillCard:
    """How far a backfill has come in the companies that have begun it."""

    name: str
    companies: int
    complete: int
    rows: int


@dataclass(frozen=True, slots=True)
class Cell:
    """How many companies of a ring are at a version, in a state."""

    ring: Ring
    version: int
    status: LineState
    companies: int


@dataclass(frozen=True, slots=True)
class FleetMap:
    """The fleet at a glance: by ring and version, and whoever needs attention."""

    target: int
    cells: tuple[Cell, ...]
    troubled: tuple[LineCard, ...]
    frozen: tuple[LineCard, ...]
    last_run: RunCard | None = None
