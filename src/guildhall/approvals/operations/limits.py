"""What needs a second pair of eyes: the company says so, place by place."""

from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from guildhall.approvals import rules
from guildhall.approvals.errors import RuleNotFound
from guildhall.approvals.events import ApprovalRuleRemoved, ApprovalRuleSet
from guildhall.approvals.models import ApprovalRule
from guildhall.approvals.queries.settings import rule_card
from guildhall.approvals.types import RuleCard, RuleTerms
from guildhall.kernel.changes import Changes, edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp

EDIT = "approvals:edit"


@transaction.atomic
def set_rule(terms: RuleTerms, *, stamp: Stamp, expected: Expected = WHATEVER) -> RuleCard:
    """Say from which size on an action needs a yes in a place; one rule for each.

    Refuses with ActionUnknown, RuleInvalid, NotPermitted or ChangedMeanwhile.
    """
    rules.must_be_good(terms)
    lock_name("approvals.rules")
    stamp.by.must(EDIT, scope=(terms.scope,))
    row = ApprovalRule.objects.filter(action=terms.action, scope=terms.scope).first()
    expected.must_be(rule_card(row).version if row else "")
    changes: Changes | None = None
    if row is None:
        row = ApprovalRule(id=new_id(), **asdict(terms))
    else:
        changes = edit(row, **asdict(terms))
        if not changes:
            return rule_card(row)
    row.updated_at = stamp.at
    row.save()

    told = ApprovalRuleSet(
        rule=row.id,
        action=row.action,
        scope=row.scope,
        threshold=row.threshold,
        is_active=row.is_active,
        stamp=stamp,
    )
    record(told, changes=changes)
    return rule_card(row)


@transaction.atomic
def remove_rule(rule: UUID, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Do without a rule. Refuses with RuleNotFound, NotPermitted or ChangedMeanwhile."""
    lock_name("approvals.rules")
    row = ApprovalRule.objects.filter(pk=rule).first()
    if row is None:
        raise RuleNotFound
    stamp.by.must(EDIT, scope=(row.scope,))
    expected.must_be(rule_card(row).version)

    record(ApprovalRuleRemoved(rule=row.id, action=row.action, scope=row.scope, stamp=stamp))
    row.delete()
