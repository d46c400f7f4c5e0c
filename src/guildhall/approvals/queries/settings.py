"""Rules, and who stands in for whom."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from guildhall.approvals.errors import RuleNotFound
from guildhall.approvals.models import ApprovalRule, Delegation
from guildhall.approvals.rules import rule_followed
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import DelegationCard, RuleCard, RuleTerms
from guildhall.kernel.stamp import EVERYWHERE


def list_rules(*, scopes: tuple[str, ...] = ()) -> tuple[RuleCard, ...]:
    """Return the rules by action and place; within a reach those of its places and of all."""
    rows = ApprovalRule.objects.order_by("action", "scope")
    if scopes:
        rows = rows.filter(scope__in=(EVERYWHERE, *scopes))
    return tuple(rule_card(row) for row in rows)


def get_rule(rule: UUID) -> RuleCard:
    """Return one rule. Refuses with RuleNotFound."""
    row = ApprovalRule.objects.filter(pk=rule).first()
    if row is None:
        raise RuleNotFound
    return rule_card(row)


def limit_for(action: ActionCode, *, scopes: tuple[str, ...]) -> Decimal | None:
    """Return from which size on an action needs a yes in a place; None where it never does."""
    active = ApprovalRule.objects.filter(action=action, is_active=True)
    rule = rule_followed(active, scopes=scopes)
    return None if rule is None else rule.threshold


def list_delegations(*, user: UUID | None, at: datetime) -> tuple[DelegationCard, ...]:
    """Return what has not ended: of one person, given or taken, or of everybody (None)."""
    rows = Delegation.objects.filter(ends_at__gt=at, ended_at=None)
    if user is not None:
        rows = rows.filter(Q(giver_id=user) | Q(taker_id=user))
    return tuple(delegation_card(row) for row in rows.order_by("starts_at", "id"))


def rule_card(row: ApprovalRule) -> RuleCard:
    terms = RuleTerms(
        action=row.action,
        threshold=row.threshold,
        scope=row.scope,
        four_eyes=row.four_eyes,
        hours=row.hours,
        is_active=row.is_active,
    )
    return RuleCard(row.id, terms, row.updated_at)


def delegation_card(row: Delegation) -> DelegationCard:
    return DelegationCard(
        row.id, row.giver_id, row.taker_id, row.starts_at, row.ends_at, row.reason, row.ended_at
    )
