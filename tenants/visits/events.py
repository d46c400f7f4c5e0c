"""What the company's own trail says of a visit. Recorded in the company's schema."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("support_visit.started", subject="support_visit:{visit}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SupportVisitStarted(Event):
    visit: UUID
    role: str
    ends_at: datetime
    kind: str = "support"


@fact("support_visit.page_opened", subject="support_visit:{visit}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SupportVisitPageOpened(Event):
    """`path` is without its query, which can hold a name that somebody looked for."""

    visit: UUID
    method: str
    path: str


@fact("support_visit.ended", subject="support_visit:{visit}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SupportVisitEnded(Event):
    visit: UUID
    ended_by: str
    opened: int


@fact("support_visit.access_changed", subject="support_visits:{kind}")
@dataclass(frozen=True, kw_only=True, slots=True)
class VisitAccessChanged(Event):
    kind: str
    access: str
    before: str
