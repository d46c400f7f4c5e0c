"""What leaves of an order, part by part, and the address it goes to."""

from django.db import transaction

from guildhall.inventory.operations import ship_part
from guildhall.inventory.queries import held_where
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.orders.errors import NotConfirmed
from guildhall.orders.events import CustomerShown, OrderShipped
from guildhall.orders.operations.life import _lock, _must, _save
from guildhall.orders.queries.cards import customer_of
from guildhall.orders.states import FulfillmentMove, LookReason, OrderState
from guildhall.orders.types import Customer, Leaving

RIGHTS = ("fulfillment:edit", "orders:edit")


@transaction.atomic
def note_shipped(number: str, *, leaving: Leaving, stamp: Stamp) -> None:
    """Let a part of what an order holds leave a location; the last part ships the order.

    Refuses with OrderNotFound, NotPermitted, NotConfirmed, MoreThanHeld, NotHereYet or LotShort.
    """
    order = _lock(number)
    _must(*RIGHTS, order=order, stamp=stamp)
    if order.state != OrderState.CONFIRMED:
        raise NotConfirmed(number=number, state=order.state)

    ship_part(number, location=leaving.location, parts=leaving.goods, stamp=stamp)
    if held_where(number):
        return
    order.move_fulfillment(FulfillmentMove.SHIP)
    _save(order, "fulfillment_state", stamp=stamp)
    record(
        OrderShipped(
            number=number,
            business_date=order.business_date,
            currency=order.currency,
            units=order.units,
            stamp=stamp,
        )
    )


@transaction.atomic
def show_address(number: str, *, stamp: Stamp) -> Customer:
    """Return whom and where an order goes to, to whoever packs it; that they looked is kept.

    Refuses with OrderNotFound or NotPermitted.
    """
    order = _lock(number)
    _must(*RIGHTS, order=order, stamp=stamp)
    record(CustomerShown(number=number, reason=LookReason.DELIVERY, stamp=stamp))
    return customer_of(order)
