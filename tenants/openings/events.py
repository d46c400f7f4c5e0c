"""What happens on the way in. Ids and the company's label: no person, no address."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("opening.requested", subject="opening:{opening}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningRequested(Event):
    opening: UUID
    slug: str
    plan: str
    source: str


@fact("opening.confirmed", subject="opening:{opening}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningConfirmed(Event):
    opening: UUID


@fact("opening.finished", subject="opening:{opening}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CompanyOpened(Event):
    opening: UUID
    tenant_id: UUID


@fact("opening.failed", subject="opening:{opening}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningFailed(Event):
    opening: UUID
    step: str
    error: str


@fact("opening.expired", subject="opening:{opening}")
@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningExpired(Event):
    opening: UUID
