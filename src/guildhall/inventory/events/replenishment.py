"""What happens when stock is to be bought again."""

from dataclasses import dataclass
from decimal import Decimal

from guildhall.kernel.events import Event, fact


@fact("reorder.rule_changed", subject="reorder:{sku}@{location}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ReorderRuleChanged(Event):
    sku: str
    location: str


@fact("reorder.proposed", subject="reorder:{sku}@{location}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ReorderProposed(Event):
    """Purchasing, once there is such a room, turns what is accepted into an order."""

    proposal: str
    sku: str
    location: str
    quantity: Decimal
    due_on: str


@fact("reorder.decided", subject="reorder:{sku}@{location}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ReorderDecided(Event):
    proposal: str
    sku: str
    location: str
    quantity: Decimal
    state: str


@fact("reorder.run_ended", subject="reorder")
@dataclass(frozen=True, kw_only=True, slots=True)
class ReorderRunEnded(Event):
    judged: int
    proposed: int
    failed: int
