"""Everything that can be asked about what waits for a second pair of eyes."""

from guildhall.approvals.queries.lists import (
    anything_waits,
    count_approvals,
    get_approval,
    list_approvals,
    list_waiting,
    payloads_on_their_way,
)
from guildhall.approvals.queries.settings import get_rule, limit_for, list_delegations, list_rules

__all__ = [
    "anything_waits",
    "count_approvals",
    "get_approval",
    "get_rule",
    "limit_for",
    "list_approvals",
    "list_delegations",
    "list_rules",
    "list_waiting",
    "payloads_on_their_way",
]
