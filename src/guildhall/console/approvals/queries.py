"""Each page of approvals as one read model, in a constant number of statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.approvals.queries import (
    anything_waits,
    count_approvals,
    get_approval,
    list_approvals,
    list_delegations,
    list_rules,
    list_waiting,
)
from guildhall.approvals.states import ApprovalState
from guildhall.approvals.types import (
    ApprovalCard,
    ApprovalFilter,
    ApprovalRow,
    DelegationCard,
    RuleCard,
)
from guildhall.console.approvals.timeline import entries_of
from guildhall.console.approvals.words import action_told, field_told, size_told
from guildhall.console.people import told_by
from guildhall.console.people.words import scope_told
from guildhall.console.shell.navigation import Text
from guildhall.console.shell.parts import Entry
from guildhall.identity.queries import list_staff, names_of
from guildhall.kernel import clock
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import EVERYWHERE, Actor, Stamp

KINDS = ("location", "store", "channel", "brand")


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What one thing was and would be, in words."""

    subject: str
    field: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in words."""

    row: ApprovalRow
    action: Text
    size: str
    place: str
    asker: str
    changes: tuple[ChangeLine, ...]

    @property
    def first(self) -> ChangeLine | None:
        return self.changes[0] if self.changes else None

    @property
    def others(self) -> int:
        """How many changes there are beside the first."""
        return max(0, len(self.changes) - 1) + self.row.more


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits for a person, the one that expires first before others."""

    lines: tuple[RequestLine, ...]
    count: int


@dataclass(frozen=True, slots=True)
class RequestList:
    """A page of requests; `count` ends at 10,001."""

    page: Page[RequestLine]
    count: int


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request with its history, and what this person can do with it."""

    line: RequestLine
    card: ApprovalCard
    entries: tuple[Entry, ...]

    @property
    def settles(self) -> bool:
        """Whether it was granted and is on its way."""
        return self.line.row.state == ApprovalState.GRANTED


@dataclass(frozen=True, slots=True)
class RuleLine:
    card: RuleCard
    action: Text
    place: str
    size: str


@dataclass(frozen=True, slots=True)
class DelegationLine:
    card: DelegationCard
    giver: str
    taker: str
    has_begun: bool


def get_inbox(*, stamp: Stamp) -> Inbox:
    """Return what waits for somebody to decide."""
    rows = list_waiting(stamp=stamp)
    chosen = ApprovalFilter(for_me=True)
    return Inbox(_lines(rows), count_approvals(chosen, stamp=stamp))


def get_request_list(chosen: ApprovalFilter, *, cursor: str | None, stamp: Stamp) -> RequestList:
    """Return a page of requests, newest first. Refuses with CursorInvalid."""
    page = list_approvals(chosen, stamp=stamp, cursor=cursor)
    shown = Page(_lines(page.items), page.next_cursor)
    return RequestList(shown, count_approvals(chosen, stamp=stamp))


def get_request_page(approval: UUID, *, stamp: Stamp) -> RequestPage:
    """Return one request in full. Refuses with ApprovalNotFound."""
    card = get_approval(approval, stamp=stamp)
    row = card.row
    names = names_of(filter(None, (row.requester, row.decider, row.decided_for)))
    return RequestPage(_line(row, names), card, entries_of(row, names))


def get_rules(actor: Actor) -> tuple[RuleLine, ...]:
    """Return the rules that a person may see: those of their places, and of all."""
    reach = actor.reach("approvals:view")
    return tuple(
        RuleLine(
            card,
            action_told(card.terms.action),
            scope_told(card.terms.scope),
            size_told(card.terms.action, card.terms.threshold),
        )
        for card in list_rules(scopes=reach)
    )


def get_delegations(*, user: UUID | None, at: datetime) -> tuple[DelegationLine, ...]:
    """Return who stands in for whom: of one person, or of everybody."""
    cards = list_delegations(user=user, at=at)
    people = {f"staff:{ident}" for card in cards for ident in (card.giver, card.taker)}
    names = names_of(people)
    return tuple(
        DelegationLine(
            card,
            told_by(f"staff:{card.giver}", names),
            told_by(f"staff:{card.taker}", names),
            card.starts_at <= at,
        )
        for card in cards
    )


def colleagues_of(user: UUID) -> list[tuple[str, str]]:
    """Return whom a person can let stand in."""
    return [(str(each.id), each.name) for each in list_staff() if each.id != user and each.name]


def count_waiting(actor: Actor) -> int | None:
    """Return how much waits for a person; None where nothing does. One statement mostly."""
    if actor.kind != "staff" or not anything_waits(at=clock.now()):
        return None
    stamp = Stamp(actor, clock.now())
    return count_approvals(ApprovalFilter(for_me=True), stamp=stamp) or None


def _lines(rows: Iterable[ApprovalRow]) -> tuple[RequestLine, ...]:
    found = tuple(rows)
    names = names_of(row.requester for row in found)
    return tuple(_line(row, names) for row in found)


def _line(row: ApprovalRow, names: Mapping[str, str]) -> RequestLine:
    return RequestLine(
        row,
        action_told(row.action),
        size_told(row.action, row.measure),
        _place(row.scopes),
        told_by(row.requester, names),
        tuple(
            ChangeLine(each.subject, field_told(each.field), each.before, each.after)
            for each in row.changes
        ),
    )


def _place(scopes: tuple[str, ...]) -> str:
    """Return where it is, by the narrowest of its scopes."""
    for kind in KINDS:
        for scope in scopes:
            if scope.startswith(f"{kind}:"):
                return scope_told(scope)
    return scope_told(EVERYWHERE)
