"""What waits for somebody today."""

from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.inventory.queries import count_levels
from guildhall.inventory.types import LevelFilter
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor
from guildhall.orders.queries import TO_SHIP, count_work, list_waiting
from guildhall.orders.types import OrderCounts, OrderRow

SHOWN = 10


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """Counts end at 10,001. What a person may not see is None."""

    orders: OrderCounts | None
    waiting: tuple[OrderRow, ...]
    out_of_stock: int | None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to confirm, ship or be paid."""
        counts = self.orders
        return counts is not None and not (counts.to_confirm or counts.to_ship or counts.unpaid)


def get_work_queue(*, actor: Actor, at: datetime) -> WorkQueue:
    """Return the work queue as far as `actor` may see it."""
    orders, stock = reach_or_none(actor, "orders:view"), reach_or_none(actor, "stock:view")
    return WorkQueue(
        orders=None if orders is None else count_work(at, scopes=orders),
        waiting=()
        if orders is None
        else list_waiting(replace(TO_SHIP, scopes=orders), limit=SHOWN),
        out_of_stock=None
        if stock is None
        else count_levels(LevelFilter(scarce=True, scopes=stock)),
    )


def reach_or_none(actor: Actor, permission: str) -> tuple[str, ...] | None:
    """Return where somebody holds a right: () is everywhere, None is nowhere."""
    try:
        return actor.reach(permission)
    except NotPermitted:
        return None
