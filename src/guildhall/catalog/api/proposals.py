"""Price proposals for programs."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status

from guildhall.approvals.types import Pending, PendingOut
from guildhall.catalog import operations, queries
from guildhall.catalog.api.prices import money
from guildhall.catalog.types import ProposalCard, ProposedLine
from guildhall.catalog.types.prices import plain
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["prices"])


class ProposalOut(Schema):
    """New prices that nobody pays yet, or no more than a record of them."""

    id: UUID
    price_list: str
    reference: str
    state: str
    valid_from: datetime | None
    lines: int
    below_floor: int
    largest_change_percent: str | None
    faults: dict[str, int]
    left_out: int
    approval: UUID | None
    created_at: datetime

    @classmethod
    def of(cls, card: ProposalCard) -> Self:
        largest = card.largest_change
        return cls(
            id=card.id,
            price_list=card.price_list,
            reference=card.reference,
            state=card.state,
            valid_from=card.valid_from,
            lines=card.lines,
            below_floor=card.below_floor,
            largest_change_percent=plain(largest) if largest is not None else None,
            faults=dict(card.faults),
            left_out=card.left_out,
            approval=card.approval,
            created_at=card.created_at,
        )


class ProposalPage(Schema):
    items: list[ProposalOut]
    next_cursor: str | None


class ProposedOut(Schema):
    sku: str
    before: dict[str, str] | None
    after: dict[str, str]
    cost: dict[str, str] | None
    margin: str | None
    below_floor: bool

    @classmethod
    def of(cls, line: ProposedLine) -> Self:
        return cls(
            sku=line.sku,
            before=money(line.before) if line.before else None,
            after=money(line.after),
            cost=money(line.cost) if line.cost else None,
            margin=plain(line.margin) if line.margin is not None else None,
            below_floor=line.is_below_floor,
        )


class ProposedPage(Schema):
    items: list[ProposedOut]
    next_cursor: str | None


class ProposalQuery(Schema):
    state: str = ""
    cursor: str | None = None
    limit: int = 50


class LineQuery(Schema):
    below_floor: bool = False
    cursor: str | None = None
    limit: int = 50


class AppliedOut(Schema):
    """How many prices were written, and how many left alone."""

    written: int
    left_out: int


@router.get(
    "", response=ProposalPage, auth=Needs("prices:view"), operation_id="list_price_proposals"
)
def list_proposals(request: HttpRequest, query: Query[ProposalQuery]) -> ProposalPage:
    """List proposals within the caller's reach, newest first."""
    page = queries.list_proposals(
        state=query.state,
        scopes=stamp_of(request).by.reach("prices:view"),
        cursor=query.cursor,
        limit=query.limit,
    )
    items = [ProposalOut.of(card) for card in page.items]
    return ProposalPage(items=items, next_cursor=page.next_cursor)


@router.get(
    "/{proposal}",
    response=ProposalOut,
    auth=Needs("prices:view"),
    operation_id="get_price_proposal",
    openapi_extra=CONDITIONAL,
)
def get_proposal(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Show where a proposal stands."""
    card = _seen(request, proposal)
    return sealed(request, ProposalOut.of(card), version=card.version)


@router.get(
    "/{proposal}/prices",
    response=ProposedPage,
    auth=Needs("prices:view"),
    operation_id="list_proposed_prices",
)
def list_proposed(request: HttpRequest, proposal: UUID, query: Query[LineQuery]) -> ProposedPage:
    """List a proposal's prices with cost and margin."""
    page = queries.list_proposed(
        _seen(request, proposal),
        below_floor=query.below_floor,
        cursor=query.cursor,
        limit=query.limit,
    )
    items = [ProposedOut.of(line) for line in page.items]
    return ProposedPage(items=items, next_cursor=page.next_cursor)


@router.post(
    "/{proposal}/application",
    response={200: AppliedOut, 202: PendingOut},
    auth=Needs("prices:edit"),
    operation_id="apply_price_proposal",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def apply_proposal(request: HttpRequest, proposal: UUID) -> AppliedOut | Status[PendingOut]:
    """Write a proposal's prices; 202 where that needs a yes.

    What somebody changed meanwhile stays as it is.
    """
    done = operations.apply_proposal(
        proposal, stamp=stamp_of(request), expected=expected_of(request)
    )
    if isinstance(done, Pending):
        return Status(202, PendingOut.of(done))
    return AppliedOut(written=done.written, left_out=done.left_out)


@router.post(
    "/{proposal}/withdrawal",
    response={200: ProposalOut},
    auth=Needs("prices:edit"),
    operation_id="drop_price_proposal",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def drop_proposal(request: HttpRequest, proposal: UUID) -> ProposalOut:
    """Decide against a proposal: its prices are never written."""
    operations.drop_proposal(proposal, stamp=stamp_of(request), expected=expected_of(request))
    return ProposalOut.of(queries.get_proposal(proposal))


def _seen(request: HttpRequest, proposal: UUID) -> ProposalCard:
    card = queries.get_proposal(proposal)
    stamp_of(request).by.must("prices:view", scope=card.scopes)
    return card
