"""Reading the trail: the facts of a schema by subject, and how many still wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from guildhall.kernel.events import Event, read
from guildhall.kernel.models import Fact


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact as the trail shows it."""

    sequence: int
    type: str
    subject: str
    payload: dict[str, Any]
    occurred_at: datetime
    actor_name: str


@dataclass(frozen=True, slots=True)
class KeptFact:
    """One fact read back, and whether every reaction to it has run."""

    sequence: int
    fact_id: UUID
    event: Event
    delivered: bool


def facts_about(subjects: Sequence[str]) -> tuple[FactRow, ...]:
    """Return the facts of these subjects, in the order in which they were recorded."""
    rows = Fact.objects.filter(subject__in=subjects).order_by("sequence")
    return tuple(
        FactRow(r.sequence, r.type, r.subject, r.payload, r.occurred_at, r.actor_name)
        for r in rows
    )


def read_facts(kinds: Sequence[type[Event]], *, after: int, most: int) -> tuple[KeptFact, ...]:
    """Return the next facts of these kinds after a sequence number, for projections to rebuild."""
    types = [kind.type for kind in kinds]
    rows = Fact.objects.filter(type__in=types, sequence__gt=after).order_by("sequence")[:most]
    return tuple(
        KeptFact(row.sequence, row.fact_id, read(row), row.delivered_at is not None)
        for row in rows
    )


def count_facts() -> tuple[int, int]:
    """Return how many facts this schema holds, and how many of them are undelivered."""
    facts = Fact.objects.count()
    return facts, Fact.objects.filter(delivered_at__isnull=True).count()


def last_fact_at() -> datetime | None:
    """Return when something last happened in this schema."""
    return Fact.objects.order_by("-sequence").values_list("occurred_at", flat=True).first()
