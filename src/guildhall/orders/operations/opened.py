"""An order taken in hand: locked, with the right asked for, and put back."""

from guildhall.inventory.queries import stores_holding
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.stamp import Stamp
from guildhall.orders.errors import OrderNotFound
from guildhall.orders.models import Order, OrderLine
from guildhall.orders.queries.lists import scopes_for

STORE = "store:"


def lock_order(number: str) -> Order:
    """Return an order, locked. Refuses with OrderNotFound."""
    order = Order.objects.select_for_update().filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    return order


def lock_lines(order: Order) -> list[OrderLine]:
    """Return an order's lines, locked, by position; the order itself is locked before."""
    return sorted(
        lock_in_order(OrderLine.objects.filter(order=order)), key=lambda line: line.position
    )


def must(*permissions: str, order: Order, stamp: Stamp) -> tuple[str, ...]:
    """Return the order's scopes. Refuses with NotPermitted."""
    scopes = scopes_for(order.number, sold=order.scopes, actor=stamp.by)
    stamp.by.must(*permissions, scope=scopes)
    return scopes


def must_send(*, order: Order, stamp: Stamp) -> None:
    """Refuse with NotPermitted who may neither change an order nor send what lies in their store.

    A store's people send what lies there, also of orders that were sold elsewhere; they do not
    change those.
    """
    scopes = scopes_for(order.number, sold=order.scopes, actor=stamp.by)
    if stamp.by.may("orders:edit", scope=scopes):
        return
    keeps_shop = any(grant.scope.startswith(STORE) for grant in stamp.by.grants)
    here = stores_holding(order.number) if keeps_shop else ()
    stamp.by.must("fulfillment:edit", scope=(*scopes, *here))


def save(order: Order, *fields: str, stamp: Stamp) -> None:
    order.updated_at = stamp.at
    order.save(update_fields=[*dict.fromkeys(fields), "updated_at"])
