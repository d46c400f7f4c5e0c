"""What happens at HQ. Recorded in the public schema."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("figures.rebuilt", subject="figures:{tenant_id}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FiguresRebuilt(Event):
    """A tenant's figures were counted anew; `corrected` of its days had been wrong."""

    tenant_id: UUID
    facts: int
    days: int
    corrected: int
