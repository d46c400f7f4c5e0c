"""What happens to requests, rules and who stands in for whom. Ids and codes, never names."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.kernel.events import Event, fact


@fact("approval.requested", subject="approval:{approval}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalRequested(Event):
    approval: UUID
    action: str
    measure: Decimal
    expires_at: datetime


@fact("approval.granted", subject="approval:{approval}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalGranted(Event):
    approval: UUID
    action: str
    decided_for: UUID | None
    reason: str


@fact("approval.denied", subject="approval:{approval}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalDenied(Event):
    approval: UUID
    action: str
    decided_for: UUID | None
    reason: str


@fact("approval.withdrawn", subject="approval:{approval}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalWithdrawn(Event):
    approval: UUID
    reason: str


@fact("approval.expired", subject="approval:{approval}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalExpired(Event):
    approval: UUID
    action: str


@fact("approval.carried_out", subject="approval:{approval}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalCarriedOut(Event):
    approval: UUID
    action: str


@fact("approval.failed", subject="approval:{approval}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalFailed(Event):
    approval: UUID
    action: str
    code: str


@fact("approval_rule.set", subject="approval_rule:{rule}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalRuleSet(Event):
    rule: UUID
    action: str
    scope: str
    threshold: Decimal
    is_active: bool


@fact("approval_rule.removed", subject="approval_rule:{rule}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalRuleRemoved(Event):
    rule: UUID
    action: str
    scope: str


@fact("delegation.given", subject="delegation:{delegation}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DelegationGiven(Event):
    delegation: UUID
    giver: UUID
    taker: UUID
    starts_at: datetime
    ends_at: datetime


@fact("delegation.ended", subject="delegation:{delegation}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DelegationEnded(Event):
    delegation: UUID
