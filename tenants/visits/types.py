"""What others may see of a support visit."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tenants.visits.states import ROLES, Access, EndedBy, VisitKind, VisitState


@dataclass(frozen=True, slots=True)
class NewVisit:
    """What it takes to visit a company: why, for how long, and as whom."""

    comment: str
    minutes: int
    role: str
    operator: str


@dataclass(frozen=True, slots=True)
class VisitCard:
    """A visit as the operators and the company see it. `steps` counts what was opened."""

    id: UUID
    tenant_id: UUID
    operator_id: UUID
    operator: str
    comment: str
    role: str
    state: VisitState
    offered_at: datetime
    entered_at: datetime | None
    ends_at: datetime
    ended_at: datetime | None
    ended_by: EndedBy | None
    kind: VisitKind = VisitKind.SUPPORT
    steps: int = 0

    def is_open(self, at: datetime) -> bool:
        return self.state is not VisitState.ENDED and at < self.ends_at


@dataclass(frozen=True, slots=True)
class Visitable:
    """A company as somebody finds it who may come in: as which kind, and how far."""

    id: UUID
    slug: str
    name: str
    kind: VisitKind
    access: Access

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles in which the company lets them in."""
        return ROLES[self.access]


@dataclass(frozen=True, slots=True)
class StepCard:
    """One address that was opened during a visit."""

    at: datetime
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Doorway:
    """A company's host, as a public issuer knows it: an app with one place to come back to."""

    issuer: str
    callback: str
    client_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """What one browser was sent away with, and must come back for."""

    state: str
    nonce: str
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a browser remembers between a company's door and its way back: nothing is proven."""

    visit: UUID
    issuer: str
    question: Question
