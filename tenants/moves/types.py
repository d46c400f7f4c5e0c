"""What others may see of a move."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.moves.states import MoveState


@dataclass(frozen=True, slots=True)
class Pace:
    """How long each part of a move may take before it is given up, in seconds; kept in days."""

    catch_up_seconds: float = 3_600.0
    freeze_seconds: float = 5.0
    freezes: int = 3
    keep_days: int = 7


@dataclass(frozen=True, slots=True)
class MoveCard:
    """One move as operators see it."""

    id: UUID
    tenant_id: UUID
    slug: str
    source: str
    target: str
    state: MoveState
    tables: int
    tables_done: int
    rows: int
    copy_ms: int
    freeze_ms: int | None
    freezes: int
    problem: str
    planned_at: datetime
    over_at: datetime | None
    keep_until: datetime | None

    @property
    def rows_per_second(self) -> int:
        return self.rows * 1_000 // self.copy_ms if self.copy_ms else 0
