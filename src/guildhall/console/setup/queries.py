"""What a new company still has to do, told by its own rows."""

from dataclasses import dataclass
from enum import StrEnum

from guildhall.catalog.queries import count_products
from guildhall.identity.queries import count_invitations, count_keys, count_staff, has_dismissed
from guildhall.inventory.queries import count_levels
from guildhall.inventory.types import LevelFilter
from guildhall.kernel.stamp import Actor
from guildhall.orders.queries import count_orders
from guildhall.orders.types import OrderFilter
from guildhall.organization.queries import count_stores

NOTICE = "setup"
PERMISSION = "staff:edit"


class Task(StrEnum):
    STORE = "store"
    PRODUCT = "product"
    STOCK = "stock"
    KEY = "key"
    COLLEAGUE = "colleague"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Checklist:
    """The tasks in their order, and which of them are done."""

    tasks: tuple[tuple[Task, bool], ...]

    @property
    def done(self) -> int:
        return sum(done for _, done in self.tasks)

    @property
    def is_over(self) -> bool:
        return self.done == len(self.tasks)


def get_checklist(*, actor: Actor) -> Checklist | None:
    """Return what is left to do, for those who set up a company and want to be told.

    One statement for each task, whatever the company holds.
    """
    if not actor.may(PERMISSION) or has_dismissed(NOTICE, user=actor.id):
        return None
    found = Checklist(
        (
            (Task.STORE, count_stores() > 0),
            (Task.PRODUCT, count_products() > 0),
            (Task.STOCK, count_levels(LevelFilter(), most=1) > 0),
            (Task.KEY, count_keys() > 0),
            (Task.COLLEAGUE, count_staff() + count_invitations() > 1),
            (Task.ORDER, count_orders(OrderFilter(), most=1) > 0),
        )
    )
    return None if found.is_over else found
