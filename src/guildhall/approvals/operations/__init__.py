"""Everything that changes what waits for a second pair of eyes."""

from guildhall.approvals.operations.asking import ask_if_needed
from guildhall.approvals.operations.carrying import ask_again, carry_out
from guildhall.approvals.operations.deciding import deny, expire_approvals, grant, withdraw
from guildhall.approvals.operations.delegations import (
    delegate,
    end_delegation,
    forget_person,
)
from guildhall.approvals.operations.limits import remove_rule, set_rule

__all__ = [
    "ask_again",
    "ask_if_needed",
    "carry_out",
    "delegate",
    "deny",
    "end_delegation",
    "expire_approvals",
    "forget_person",
    "grant",
    "remove_rule",
    "set_rule",
    "withdraw",
]
