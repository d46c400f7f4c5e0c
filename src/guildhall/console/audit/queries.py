"""The trail as one read model, in a constant number of statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guildhall.audit.queries import list_trail, seal_state
from guildhall.audit.types import SealState
from guildhall.console.people import told_by
from guildhall.identity.queries import list_staff, names_of
from guildhall.identity.types import StaffCard
from guildhall.kernel.events import registered
from guildhall.kernel.facts import FactFilter, FactRow
from guildhall.kernel.masks import mask_network
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import Actor

MOST_EXPORTED = 10_000
AT_ONCE = 200
PERSONAL = "personal:view"


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit did to one field."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One fact as people read it. `told` is what it says beside what changed."""

    sequence: int
    at: datetime
    type: str
    subject: str
    about: str
    actor: str
    by: str
    via: str
    session: str
    address: str
    request: str
    reason: str
    changes: tuple[Change, ...]
    told: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page of the trail, and how far it is sealed and verified."""

    page: Page[TrailLine]
    state: SealState
    people: tuple[StaffCard, ...]
    kinds: tuple[str, ...]
    can_export: bool


def get_trail_page(chosen: FactFilter, *, cursor: str | None, actor: Actor) -> TrailPage:
    """Return one page of the trail, newest first. Refuses with NotPermitted or CursorInvalid."""
    actor.must("audit:view")
    return TrailPage(
        page=_lines(chosen, cursor=cursor, limit=50, actor=actor),
        state=seal_state(),
        people=list_staff(),
        kinds=tuple(sorted(registered())),
        can_export=actor.may("audit:export"),
    )


def read_trail(chosen: FactFilter, *, actor: Actor) -> Iterator[TrailLine]:
    """Yield the trail for a file, newest first, up to its end or MOST_EXPORTED lines."""
    actor.must("audit:export")
    cursor: str | None = None
    for _ in range(MOST_EXPORTED // AT_ONCE):
        page = _lines(chosen, cursor=cursor, limit=AT_ONCE, actor=actor)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def _lines(chosen: FactFilter, *, cursor: str | None, limit: int, actor: Actor) -> Page[TrailLine]:
    page = list_trail(chosen, cursor=cursor, limit=limit)
    names = names_of(name for row in page.items for name in (row.actor_name, row.subject))
    open_ = actor.may(PERSONAL)
    lines = tuple(_line(row, names, address_shown=open_) for row in page.items)
    return Page(lines, page.next_cursor)


def _line(row: FactRow, names: dict[str, str], *, address_shown: bool) -> TrailLine:
    shown = {name: value for name, value in row.payload.items() if value not in ("", None)}
    shown.pop("reason", None)
    return TrailLine(
        sequence=row.sequence,
        at=row.occurred_at,
        type=row.type,
        subject=row.subject,
        about=names.get(row.subject) or row.subject,
        actor=row.actor_name,
        by=told_by(row.actor_name, names),
        via=row.via,
        session=row.session,
        address=row.address if address_shown else mask_network(row.address) or row.address,
        request=str(row.request_id or ""),
        reason=row.reason,
        changes=tuple(
            Change(name, before, after) for name, (before, after) in (row.changes or {}).items()
        ),
        told=tuple((name, _plain(value)) for name, value in shown.items()),
    )


def _plain(value: Any) -> object:
    if isinstance(value, dict) and value.keys() == {"amount", "currency"}:
        return f"{value['amount']} {value['currency']}"
    if isinstance(value, list) and len(value) > 5:
        return f"[{len(value)}]"
    return value
