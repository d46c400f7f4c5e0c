"""Reading the trail: the facts of a schema by subject, one by one, and how many still wait."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from guildhall.kernel.events import Event, read
from guildhall.kernel.models import Fact
from guildhall.kernel.paging import Page, page_of

# What seals cover, in a form that is for good; the rest is bookkeeping of delivery.
SEALED_COLUMNS = (
    "sequence",
    "fact_id",
    "type",
    "subject",
    "payload",
    "occurred_at",
    "recorded_at",
    "actor_kind",
    "actor_name",
    "request_id",
    "actor_via",
    "session",
    "address",
    "reason",
    "changes",
)
# Whoever writes facts holds one of these from before a number is drawn until the commit.
_WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'kernel_fact'::regclass AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND pid <> pg_backend_pid()
  AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
"""
_LOOK_AGAIN = 0.05


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact as the trail shows it. `address` is concealed or masked (kernel.personal)."""

    sequence: int
    type: str
    subject: str
    payload: dict[str, Any]
    occurred_at: datetime
    actor_name: str
    actor_kind: str = ""
    via: str = ""
    session: str = ""
    address: str = ""
    request_id: UUID | None = None
    reason: str = ""
    changes: dict[str, list[Any]] | None = None


@dataclass(frozen=True, slots=True)
class FactFilter:
    """Which facts a list shows. Empty fields do not narrow it; `type` may end in a dot."""

    actor: str = ""
    type: str = ""
    subject: str = ""
    since: datetime | None = None
    before: datetime | None = None
    session: str = ""
    request_id: UUID | None = None


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
    return tuple(_row(row) for row in rows)


def list_facts(chosen: FactFilter, *, cursor: str | None, limit: int = 50) -> Page[FactRow]:
    """Return one page of facts, newest first. Refuses with CursorInvalid."""
    exact = {
        "actor_name": chosen.actor,
        "subject": chosen.subject,
        "session": chosen.session,
        "request_id": chosen.request_id,
        "occurred_at__gte": chosen.since,
        "occurred_at__lt": chosen.before,
        "type__startswith" if chosen.type.endswith(".") else "type": chosen.type,
    }
    rows = Fact.objects.filter(**{name: wanted for name, wanted in exact.items() if wanted})
    return page_of(rows, key=("sequence", "fact_id"), cursor=cursor, limit=limit, to=_row)


def read_facts(kinds: Sequence[type[Event]], *, after: int, most: int) -> tuple[KeptFact, ...]:
    """Return the next facts of these kinds after a sequence number, for projections to rebuild."""
    types = [kind.type for kind in kinds]
    rows = Fact.objects.filter(type__in=types, sequence__gt=after).order_by("sequence")[:most]
    return tuple(
        KeptFact(row.sequence, row.fact_id, read(row), row.delivered_at is not None)
        for row in rows
    )


def columns_of_facts(
    *, after: int, until: int, most: int | None = None
) -> tuple[dict[str, Any], ...]:
    """Return what seals cover of the facts beyond `after` and up to `until`, in order."""
    rows = Fact.objects.filter(sequence__gt=after, sequence__lte=until).order_by("sequence")
    return tuple(rows.values(*SEALED_COLUMNS)[:most])


def settled_until(*, patience: float) -> int | None:
    """Return up to which number no fact can appear any more, or None if that cannot be said yet.

    Numbers are drawn before a commit, so a lower one may show up after a higher one. Whoever
    drew a lower number than the highest in sight holds the table's lock since then: once all
    who hold it now are gone, what is there up to this number is all there will ever be.
    (`pg_snapshot_xmin` cannot say so: a number may be drawn before its transaction has an id.)
    """
    highest = Fact.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    if highest is None:
        return None
    waited_for = _writers()
    tries = int(patience / _LOOK_AGAIN)
    while waited_for and tries > 0:
        threading.Event().wait(_LOOK_AGAIN)
        waited_for &= _writers()
        tries -= 1
    return None if waited_for else highest


def count_facts_after(sequence: int) -> int:
    """Return how many facts lie beyond a number."""
    return Fact.objects.filter(sequence__gt=sequence).count()


def count_facts() -> tuple[int, int]:
    """Return how many facts this schema holds, and how many of them are undelivered."""
    facts = Fact.objects.count()
    return facts, Fact.objects.filter(delivered_at__isnull=True).count()


def last_fact_at() -> datetime | None:
    """Return when something last happened in this schema."""
    return Fact.objects.order_by("-sequence").values_list("occurred_at", flat=True).first()


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS)
        return {row[0] for row in cursor.fetchall()}


def _row(fact: Fact) -> FactRow:
    return FactRow(
        sequence=fact.sequence,
        type=fact.type,
        subject=fact.subject,
        payload=fact.payload,
        occurred_at=fact.occurred_at,
        actor_name=fact.actor_name,
        actor_kind=fact.actor_kind,
        via=fact.actor_via,
        session=fact.session,
        address=fact.address,
        request_id=fact.request_id,
        reason=fact.reason,
        changes=fact.changes,
    )
