"""The list of orders as one read model, in a constant number of statements."""

from dataclasses import dataclass

from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import Actor
from guildhall.orders.queries import count_orders, list_orders
from guildhall.orders.types import OrderFilter, OrderRow
from guildhall.organization.queries import list_stores
from guildhall.organization.types import StoreCard


@dataclass(frozen=True, slots=True)
class OrderList:
    """A page of orders; `count` ends at 10,001."""

    page: Page[OrderRow]
    count: int
    stores: tuple[StoreCard, ...]
    can_ship: bool


def get_order_list(chosen: OrderFilter, *, cursor: str | None, actor: Actor) -> OrderList:
    """Return one page of orders, newest first. Refuses with CursorInvalid."""
    return OrderList(
        page=list_orders(chosen, cursor=cursor),
        count=count_orders(chosen),
        stores=list_stores(),
        can_ship=any(grant.capability in {"orders:edit", "*"} for grant in actor.grants),
    )
