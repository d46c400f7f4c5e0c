"""Reading the trail: the facts of a schema by subject, and how many still wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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


def facts_about(subjects: Sequence[str]) -> tuple[FactRow, ...]:
    """Return the facts of these subjects, in the order in which they were recorded."""
    rows = Fact.objects.filter(subject__in=subjects).order_by("sequence")
    return tuple(
        FactRow(r.sequence, r.type, r.subject, r.payload, r.occurred_at, r.actor_name)
        for r in rows
    )


def count_facts() -> tuple[int, int]:
    """Return how many facts this schema holds, and how many of them are undelivered."""
    facts = Fact.objects.count()
    return facts, Fact.objects.filter(delivered_at__isnull=True).count()
