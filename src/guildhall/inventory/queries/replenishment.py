"""Rules of replenishment, what they project, and what they propose."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from guildhall.catalog.queries import find_variants
from guildhall.inventory.errors import ReorderProposalNotFound, ReorderRuleNotFound
from guildhall.inventory.models import ReorderProposal, ReorderRule, StockLevel
from guildhall.inventory.queries.places import places_within
from guildhall.inventory.states import ProposalState
from guildhall.inventory.types import (
    Projection,
    ProposalCard,
    ReorderFilter,
    ReorderTerms,
    RuleCard,
)
from guildhall.kernel.paging import Page, page_of

NOTHING = Decimal(0)
EVERY_RULE = ReorderFilter()


def list_reorder_rules(
    chosen: ReorderFilter = EVERY_RULE, *, cursor: str | None = None, limit: int = 50
) -> Page[RuleCard]:
    """Return one page of rules, latest change first. Refuses with CursorInvalid."""
    rows = _within(ReorderRule.objects.select_related("variant", "location"), chosen, "")
    if chosen.troubled:
        rows = rows.exclude(problem="")
    since = chosen.updated_since
    if since is not None:
        rows = rows.filter(updated_at__gte=since)
    return page_of(
        rows,
        key=("updated_at", "id"),
        cursor=cursor,
        limit=limit,
        to=_rule,
        newest_first=since is None,
    )


def get_reorder_rule(sku: str, location: str) -> RuleCard:
    """Return one rule. Refuses with ReorderRuleNotFound."""
    rows = ReorderRule.objects.select_related("variant", "location")
    row = rows.filter(variant__sku=sku, location__code=location).first()
    if row is None:
        raise ReorderRuleNotFound(sku=sku, location=location)
    return _rule(row)


def list_reorder_proposals(
    chosen: ReorderFilter = EVERY_RULE, *, cursor: str | None = None, limit: int = 50
) -> Page[ProposalCard]:
    """Return one page of proposals, newest first. Refuses with CursorInvalid."""
    rows = ReorderProposal.objects.select_related("rule__variant", "rule__location")
    rows = _within(rows, chosen, "rule__")
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    return page_of(rows, key=("created_at", "id"), cursor=cursor, limit=limit, to=_proposal)


def get_reorder_proposal(proposal: UUID) -> ProposalCard:
    """Return one proposal. Refuses with ReorderProposalNotFound."""
    rows = ReorderProposal.objects.select_related("rule__variant", "rule__location")
    row = rows.filter(id=proposal).first()
    if row is None:
        raise ReorderProposalNotFound
    return _proposal(row)


def count_reorder(scopes: tuple[str, ...]) -> tuple[int, int]:
    """Return how many proposals are open within a reach, and how many rules are in trouble."""
    chosen = ReorderFilter(scopes=scopes)
    open_ones = ReorderProposal.objects.filter(state=ProposalState.OPEN)
    troubled = ReorderRule.objects.filter(is_active=True).exclude(problem="")
    return (
        _within(open_ones, chosen, "rule__")[:10_001].count(),
        _within(troubled, chosen, "")[:10_001].count(),
    )


def rules_to_judge(
    after: UUID | None, *, at: datetime, location: str, most: int
) -> list[ReorderRule]:
    """Return the next rules that are awake, in the order of their ids."""
    awake = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=at)
    rows = ReorderRule.objects.filter(awake, is_active=True).order_by("id")
    if after is not None:
        rows = rows.filter(id__gt=after)
    if location:
        rows = rows.filter(location__code=location)
    return list(rows.select_related("variant", "location")[:most])


def projections_of(rules: Sequence[ReorderRule]) -> dict[UUID, Projection]:
    """Return what each rule projects: our own goods, here or coming, less what is promised."""
    levels = StockLevel.objects.filter(
        owner="",
        variant__in={rule.variant_id for rule in rules},
        location__in={rule.location_id for rule in rules},
    )
    columns = ("variant_id", "location_id", "on_hand", "reserved", "unavailable", "inbound")
    stock = {row[:2]: row[2:] for row in levels.values_list(*columns)}
    way = on_the_way_by([rule.id for rule in rules])
    found = {}
    for rule in rules:
        here = stock.get((rule.variant_id, rule.location_id), (NOTHING,) * 4)
        on_hand, reserved, unavailable, inbound = here
        accepted, proposed = way.get(rule.id, (NOTHING, NOTHING))
        found[rule.id] = Projection(on_hand - reserved - unavailable, inbound, accepted, proposed)
    return found


def on_the_way_by(rules: Sequence[UUID]) -> dict[UUID, tuple[Decimal, Decimal]]:
    """Return how much each rule has proposed that was accepted, and that is open."""
    rows = ReorderProposal.objects.filter(rule__in=rules).order_by().values_list("rule")
    found = rows.annotate(
        accepted=Sum("quantity", filter=Q(state=ProposalState.ACCEPTED), default=NOTHING),
        open=Sum("quantity", filter=Q(state=ProposalState.OPEN), default=NOTHING),
    )
    return {rule: (accepted, proposed) for rule, accepted, proposed in found}


def terms_of(row: ReorderRule) -> ReorderTerms:
    return ReorderTerms(
        level=row.level,
        quantity=row.quantity,
        least_order=row.least_order,
        multiple=row.multiple,
        lead_days=row.lead_days,
        is_automatic=row.is_automatic,
        is_active=row.is_active,
    )


def version_of(row: ReorderRule) -> str:
    return _rule(row).version


def _within[M: (ReorderRule, ReorderProposal)](
    rows: QuerySet[M], chosen: ReorderFilter, path: str
) -> QuerySet[M]:
    if chosen.scopes:
        rows = rows.filter(**{f"{path}location__in": places_within(chosen.scopes)})
    if chosen.location:
        rows = rows.filter(**{f"{path}location__code": chosen.location})
    if chosen.text:
        rows = rows.filter(**{f"{path}variant__in": find_variants(chosen.text.strip())})
    return rows


def _rule(row: ReorderRule) -> RuleCard:
    return RuleCard(
        id=row.id,
        variant_id=row.variant_id,
        sku=row.variant.sku,
        title=row.variant.title,
        location=row.location.code,
        terms=terms_of(row),
        snoozed_until=row.snoozed_until,
        judged_at=row.judged_at,
        problem=row.problem,
        updated_at=row.updated_at,
    )


def _proposal(row: ReorderProposal) -> ProposalCard:
    return ProposalCard(
        id=row.id,
        rule_id=row.rule_id,
        sku=row.rule.variant.sku,
        title=row.rule.variant.title,
        location=row.rule.location.code,
        quantity=row.quantity,
        projected=row.projected,
        due_on=row.due_on,
        state=ProposalState(row.state),
        created_at=row.created_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
    )
