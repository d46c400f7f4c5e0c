"""Approvals for programs: what waits, what became of it, decisions by people through an app."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, gettext, override
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from guildhall.approvals import operations, queries
from guildhall.approvals.states import ACTIONS, ActionCode, ApprovalState
from guildhall.approvals.types import ApprovalFilter, ApprovalRow, PendingOut, RuleCard
from guildhall.kernel.bulk import COST, MOST, BulkOut, each_once
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, Moment, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["approvals"])

# Who may decide is asked of the right for the thing itself, such as stock:approve, in its place.
VIEW = Needs("approvals:view")


class ApprovalQuery(Schema):
    """Filters of the list. Empty ones do not narrow it."""

    state: ApprovalState | Literal[""] = ""
    action: ActionCode | Literal[""] = ""
    mine: Annotated[bool, Field(description="Only what the caller asked for.")] = False
    for_me: Annotated[bool, Field(description="Only what the caller may decide now.")] = False
    updated_since: Annotated[
        Moment | None,
        Field(description="Only what changed since then, in the order of change."),
    ] = None
    cursor: str | None = None
    limit: int = 50


class ChangeOut(Schema):
    subject: str
    field: str
    before: str
    after: str


class ApprovalOut(Schema):
    """A request. People, keys and apps are named by id: `staff:…`, `key:…`, `app:…`."""

    id: UUID
    action: str
    measure: str
    unit: Annotated[str, Field(description="What the measure counts.")]
    scopes: list[str]
    state: str
    reason: str
    changes: list[ChangeOut]
    more_changes: int
    requested_by: str
    created_at: datetime
    expires_at: datetime
    decided_by: str
    decided_for: str
    decided_at: datetime | None
    note: str
    finished_at: datetime | None
    problem: dict[str, Any] | None
    updated_at: datetime

    @classmethod
    def of(cls, row: ApprovalRow) -> Self:
        return cls(
            id=row.id,
            action=row.action,
            measure=f"{row.measure.normalize():f}",
            unit=ACTIONS[ActionCode(row.action)].measure,
            scopes=list(row.scopes),
            state=row.state,
            reason=row.reason,
            changes=[ChangeOut.model_validate(each, from_attributes=True) for each in row.changes],
            more_changes=row.more,
            requested_by=row.requester,
            created_at=row.created_at,
            expires_at=row.expires_at,
            decided_by=row.decider,
            decided_for=row.decided_for,
            decided_at=row.decided_at,
            note=row.note,
            finished_at=row.finished_at,
            problem=_problem(row),
            updated_at=row.updated_at,
        )


class ApprovalPageOut(Schema):
    items: list[ApprovalOut]
    next_cursor: str | None


class RuleOut(Schema):
    """From which size on an action in a place needs a yes."""

    id: UUID
    action: str
    scope: str
    threshold: str
    unit: str
    four_eyes: bool
    hours: int
    is_active: bool
    updated_at: datetime

    @classmethod
    def of(cls, card: RuleCard) -> Self:
        terms = card.terms
        return cls(
            id=card.id,
            action=terms.action,
            scope=terms.scope,
            threshold=f"{terms.threshold.normalize():f}",
            unit=ACTIONS[ActionCode(terms.action)].measure,
            four_eyes=terms.four_eyes,
            hours=terms.hours,
            is_active=terms.is_active,
            updated_at=card.updated_at,
        )


class RulesOut(Schema):
    items: list[RuleOut]


class DecisionNote(Schema):
    """What a decision is written down with."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(max_length=300)] = ""


class DenialReason(Schema):
    """Why not: it is told to who asked."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=300)]


class Decisions(Schema):
    """One decision upon many requests, at most a hundred."""

    model_config = ConfigDict(extra="forbid")

    approvals: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    decision: Literal["grant", "deny"]
    reason: Annotated[str, Field(min_length=1, max_length=300)]


@router.get("", response=ApprovalPageOut, auth=VIEW, operation_id="list_approvals")
def list_approvals(request: HttpRequest, query: Query[ApprovalQuery]) -> ApprovalPageOut:
    """List requests, newest first: one's own, those one may decide, those within one's reach."""
    chosen = ApprovalFilter(
        state=query.state,
        action=query.action,
        mine=query.mine,
        for_me=query.for_me,
        updated_since=query.updated_since,
    )
    page = queries.list_approvals(
        chosen, stamp=stamp_of(request), cursor=query.cursor, limit=query.limit
    )
    return ApprovalPageOut(
        items=[ApprovalOut.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.get("/rules", response=RulesOut, auth=VIEW, operation_id="list_approval_rules")
def list_rules(request: HttpRequest) -> RulesOut:
    """List what needs a yes. Rules are changed in the console, after a fresh proof."""
    reach = stamp_of(request).by.reach("approvals:view")
    return RulesOut(items=[RuleOut.of(card) for card in queries.list_rules(scopes=reach)])


@router.post(
    "/bulk-decision",
    response={200: BulkOut, 207: BulkOut},
    auth=Needs("approvals:view", cost=COST),
    operation_id="decide_approvals",
)
def decide_many(request: HttpRequest, body: Decisions) -> Status[BulkOut]:
    """Decide upon many requests, each by itself."""
    stamp = stamp_of(request)
    decide = operations.grant if body.decision == "grant" else operations.deny

    def decide_one(approval: str) -> ApprovalOut:
        decide(UUID(approval), reason=body.reason, stamp=stamp)
        return _shown(request, UUID(approval))

    return each_once(request, map(str, body.approvals), decide_one)


@router.get(
    "/{approval}",
    response=ApprovalOut,
    auth=VIEW,
    operation_id="get_approval",
    openapi_extra=CONDITIONAL,
)
def get_approval(request: HttpRequest, approval: UUID) -> HttpResponse:
    """Show a request: what it would change, and what became of it."""
    row = queries.get_approval(approval, stamp=stamp_of(request)).row
    return sealed(request, _told(request, row), version=row.version)


@router.post(
    "/{approval}/grant",
    response={200: ApprovalOut},
    auth=VIEW,
    operation_id="grant_approval",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def grant(request: HttpRequest, approval: UUID, body: DecisionNote) -> ApprovalOut:
    """Let it be done, as it was asked for. Takes the right to approve the thing itself."""
    return _decided(request, approval, partial(operations.grant, reason=body.reason))


@router.post(
    "/{approval}/denial",
    response={200: ApprovalOut},
    auth=VIEW,
    operation_id="deny_approval",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def deny(request: HttpRequest, approval: UUID, body: DenialReason) -> ApprovalOut:
    """Say no, and why. Takes the right to approve the thing itself."""
    return _decided(request, approval, partial(operations.deny, reason=body.reason))


@router.post(
    "/{approval}/withdrawal",
    response={200: ApprovalOut},
    auth=VIEW,
    operation_id="withdraw_approval",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def withdraw(request: HttpRequest, approval: UUID, body: DecisionNote) -> ApprovalOut:
    """Take back what one asked for, while nobody has decided."""
    return _decided(request, approval, partial(operations.withdraw, reason=body.reason))


@router.post(
    "/{approval}/renewal",
    response={200: ApprovalOut, 202: PendingOut},
    auth=VIEW,
    operation_id="renew_approval",
)
@idempotent(status=200)
def renew(request: HttpRequest, approval: UUID) -> ApprovalOut | Status[PendingOut]:
    """Ask anew for what failed or expired. 200 where it needs no yes any more: it is done."""
    pending = operations.ask_again(approval, stamp=stamp_of(request))
    if pending is not None:
        return Status(HTTPStatus.ACCEPTED, PendingOut.of(pending))
    return _shown(request, approval)


def _decided(request: HttpRequest, approval: UUID, decide: Callable[..., object]) -> ApprovalOut:
    decide(approval, stamp=stamp_of(request), expected=expected_of(request))
    return _shown(request, approval)


def _shown(request: HttpRequest, approval: UUID) -> ApprovalOut:
    return _told(request, queries.get_approval(approval, stamp=stamp_of(request)).row)


def _told(request: HttpRequest, row: ApprovalRow) -> ApprovalOut:
    with override(get_language_from_request(request)):
        return ApprovalOut.of(row)


def _problem(row: ApprovalRow) -> dict[str, Any] | None:
    if row.problem is None:
        return None
    return {"code": row.problem.code, "detail": row.problem.told(gettext)}
