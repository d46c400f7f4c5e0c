"""What follows for orders."""

from guildhall.inventory.events import StockHoldExpired
from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.events import Event
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.orders import operations
from guildhall.orders.events import OrderPaymentNoted, OrderPlaced, OrderShipped
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


def cancel_what_lost_its_stock(event: StockHoldExpired, told: Delivered) -> None:
    operations.cancel_order(event.reference, reason="hold expired", stamp=_stamp(event, told))


def _stamp(event: Event, told: Delivered) -> Stamp:
    return system_stamp("flows", told.at, event.stamp.request_id)
