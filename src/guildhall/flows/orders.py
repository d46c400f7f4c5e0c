"""What follows for orders."""

from guildhall.inventory.events import StockHoldExpired
from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.events import Event
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.orders import operations
from guildhall.orders.events import (
    OrderPaymentNoted,
    OrderPlaced,
    OrderReleased,
    OrderReopened,
    OrderShipped,
)
from guildhall.orders.queries import get_order
from guildhall.orders.states import OrderState
from guildhall.payments.events import Moved
from guildhall.payments.queries import totals_of


def confirm_if_channel_says_so(event: OrderPlaced, told: Delivered) -> None:
    if event.confirms_itself:
        operations.confirm_order(event.number, stamp=_stamp(event, told))


def note_payment(event: Moved, told: Delivered) -> None:
    totals = totals_of(event.reference, currency=event.amount.currency)
    operations.note_payment(event.reference, totals=totals, stamp=_stamp(event, told))


def complete_if_done(event: OrderShipped | OrderPaymentNoted, told: Delivered) -> None:
    operations.complete_order(event.number, stamp=_stamp(event, told))


def expire_what_lost_its_stock(event: StockHoldExpired, told: Delivered) -> None:
    operations.note_stock_lost(event.reference, stamp=_stamp(event, told))


def settle_late_payment(event: OrderPaymentNoted, told: Delivered) -> None:
    operations.settle_late_payment(event.number, stamp=_stamp(event, told))


def settle_late_money(event: Moved, told: Delivered) -> None:
    """Have given back what comes for an order that was called off before."""
    operations.note_late_money(event.reference, stamp=_stamp(event, told))


def confirm_again(event: OrderReopened | OrderReleased, told: Delivered) -> None:
    """Go on where an order was stopped, if its channel confirms by itself."""
    if event.confirms_itself and get_order(event.number).row.state == OrderState.PLACED:
        operations.confirm_order(event.number, stamp=_stamp(event, told))


def look_for_duplicate(event: OrderPlaced, told: Delivered) -> None:
    operations.look_for_duplicate(event.number, stamp=_stamp(event, told))


def _stamp(event: Event, told: Delivered) -> Stamp:
    return system_stamp("flows", told.at, event.stamp.request_id)
