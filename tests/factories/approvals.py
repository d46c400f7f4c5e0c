"""A request that waits for somebody's yes."""

from decimal import Decimal
from uuid import UUID

from guildhall.approvals.operations import ask_if_needed, remove_rule, set_rule
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import Change, RuleTerms, Wish
from guildhall.kernel.stamp import Stamp


def make_waiting(*, scopes: tuple[str, ...], subject: str = "APPLE", stamp: Stamp) -> UUID:
    """Ask for something that a rule, which is gone afterwards, holds back."""
    action = ActionCode.STOCK_ADJUST
    rule = set_rule(RuleTerms(action=action, threshold=Decimal(0)), stamp=stamp)
    wish = Wish(
        action=action,
        command="test.nothing",
        payload={"sku": subject},
        measure=Decimal(12),
        scopes=scopes,
        changes=(Change(subject=subject, field="on_hand", before="20", after="8"),),
        reason="counted",
    )
    pending = ask_if_needed(wish, stamp=stamp)
    remove_rule(rule.id, stamp=stamp)
    assert pending is not None
    return pending.approval
