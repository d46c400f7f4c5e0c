"""Rules of replenishment and what they propose, for programs."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from guildhall.inventory import operations, queries
from guildhall.inventory.states import ProposalMove
from guildhall.inventory.types import ProposalCard, ReorderFilter, ReorderTerms, RuleCard
from guildhall.kernel.bulk import COST, MOST, BulkOut, each_once
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, Moment, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["inventory"])

Quantity = Annotated[Decimal, Field(ge=0, max_digits=13, decimal_places=3)]
Sku = Annotated[str, Field(min_length=1, max_length=64)]
Place = Annotated[str, Field(min_length=1, max_length=40)]


class ReorderRuleQuery(Schema):
    text: str = ""
    location: str = ""
    troubled: bool = False
    updated_since: Annotated[
        Moment | None,
        Field(description="Only what changed since then, in the order of change."),
    ] = None
    cursor: str | None = None
    limit: int = 50


class ReorderProposalQuery(Schema):
    text: str = ""
    location: str = ""
    state: str = ""
    cursor: str | None = None
    limit: int = 50


class ReorderRuleIn(Schema):
    """Once no more than `reorder_at` is projected: at least `quantity`, up to the level again."""

    model_config = ConfigDict(extra="forbid")

    sku: Sku
    location: Place
    reorder_at: Quantity
    quantity: Quantity = Decimal(0)
    least_order: Quantity = Decimal(0)
    multiple: Quantity = Decimal(0)
    lead_days: Annotated[int, Field(ge=0, le=3_650)] = 0
    is_automatic: bool = False
    is_active: bool = True


class ReorderRuleOut(Schema):
    """A rule. `problem` is the code of what was wrong when it was judged last."""

    sku: str
    location: str
    reorder_at: str
    quantity: str
    least_order: str
    multiple: str
    lead_days: int
    is_automatic: bool
    is_active: bool
    snoozed_until: datetime | None
    judged_at: datetime | None
    problem: str
    updated_at: datetime

    @classmethod
    def of(cls, rule: RuleCard) -> Self:
        terms = rule.terms
        return cls(
            sku=rule.sku,
            location=rule.location,
            reorder_at=_plain(terms.level),
            quantity=_plain(terms.quantity),
            least_order=_plain(terms.least_order),
            multiple=_plain(terms.multiple),
            lead_days=terms.lead_days,
            is_automatic=terms.is_automatic,
            is_active=terms.is_active,
            snoozed_until=rule.snoozed_until,
            judged_at=rule.judged_at,
            problem=rule.problem,
            updated_at=rule.updated_at,
        )


class ReorderRulePageOut(Schema):
    items: list[ReorderRuleOut]
    next_cursor: str | None


class ReorderProposalOut(Schema):
    """What a rule proposes. Accepted ones wait: there is no purchasing yet that buys them."""

    id: UUID
    sku: str
    location: str
    quantity: str
    projected: str
    due_on: date
    state: str
    created_at: datetime
    decided_at: datetime | None

    @classmethod
    def of(cls, card: ProposalCard) -> Self:
        return cls(
            id=card.id,
            sku=card.sku,
            location=card.location,
            quantity=_plain(card.quantity),
            projected=_plain(card.projected),
            due_on=card.due_on,
            state=card.state,
            created_at=card.created_at,
            decided_at=card.decided_at,
        )


class ReorderProposalPageOut(Schema):
    items: list[ReorderProposalOut]
    next_cursor: str | None


class ReorderDecisions(Schema):
    """Proposals to be decided, at most a hundred, all the same way."""

    model_config = ConfigDict(extra="forbid")

    proposals: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    move: ProposalMove


@router.get(
    "/reorder-rules",
    response=ReorderRulePageOut,
    auth=Needs("stock:view"),
    operation_id="list_reorder_rules",
)
def list_rules(request: HttpRequest, query: Query[ReorderRuleQuery]) -> ReorderRulePageOut:
    """List the rules within the caller's reach, latest change first."""
    chosen = ReorderFilter(
        text=query.text,
        location=query.location,
        troubled=query.troubled,
        updated_since=query.updated_since,
        scopes=stamp_of(request).by.reach("stock:view"),
    )
    page = queries.list_reorder_rules(chosen, cursor=query.cursor, limit=query.limit)
    return ReorderRulePageOut(
        items=[ReorderRuleOut.of(rule) for rule in page.items], next_cursor=page.next_cursor
    )


@router.get(
    "/reorder-rules/{sku}",
    response=ReorderRuleOut,
    auth=Needs("stock:view"),
    operation_id="get_reorder_rule",
    openapi_extra=CONDITIONAL,
)
def get_rule(request: HttpRequest, sku: str, location: str) -> HttpResponse:
    """Show the rule of a SKU at a location."""
    stamp_of(request).by.must("stock:view", scope=queries.scopes_of_location(location))
    rule = queries.get_reorder_rule(sku, location)
    return sealed(request, ReorderRuleOut.of(rule), version=rule.version)


@router.post(
    "/reorder-rules",
    response={200: ReorderRuleOut},
    auth=Needs("stock:edit"),
    operation_id="set_reorder_rule",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def set_rule(request: HttpRequest, body: ReorderRuleIn) -> ReorderRuleOut:
    """Say when to buy a SKU for a location again, and how much."""
    terms = ReorderTerms(
        level=body.reorder_at, **body.model_dump(exclude={"sku", "location", "reorder_at"})
    )
    operations.set_reorder_rule(
        body.sku,
        body.location,
        terms=terms,
        expected=expected_of(request),
        stamp=stamp_of(request),
    )
    return ReorderRuleOut.of(queries.get_reorder_rule(body.sku, body.location))


@router.get(
    "/reorder-proposals",
    response=ReorderProposalPageOut,
    auth=Needs("stock:view"),
    operation_id="list_reorder_proposals",
)
def list_proposals(
    request: HttpRequest, query: Query[ReorderProposalQuery]
) -> ReorderProposalPageOut:
    """List what the rules propose within the caller's reach, newest first."""
    chosen = ReorderFilter(
        text=query.text,
        location=query.location,
        state=query.state,
        scopes=stamp_of(request).by.reach("stock:view"),
    )
    page = queries.list_reorder_proposals(chosen, cursor=query.cursor, limit=query.limit)
    return ReorderProposalPageOut(
        items=[ReorderProposalOut.of(card) for card in page.items], next_cursor=page.next_cursor
    )


@router.post(
    "/reorder-proposals/bulk-decision",
    response={200: BulkOut, 207: BulkOut},
    auth=Needs("stock:edit", cost=COST),
    operation_id="decide_reorder_proposals",
)
def decide(request: HttpRequest, body: ReorderDecisions) -> Status[BulkOut]:
    """Accept or dismiss proposals, each by itself."""
    stamp = stamp_of(request)

    def decide_one(proposal: str) -> ReorderProposalOut:
        operations.decide_reorder(UUID(proposal), body.move, stamp=stamp)
        return ReorderProposalOut.of(queries.get_reorder_proposal(UUID(proposal)))

    return each_once(request, map(str, body.proposals), decide_one)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
