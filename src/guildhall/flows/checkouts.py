"""What follows for checkouts: whoever hears of money takes its checkout on."""

from guildhall.checkout import operations
from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.stamp import system_stamp
from guildhall.orders.events import OrderCanceled, OrderExpired
from guildhall.payments.events import (
    PaymentActionNeeded,
    PaymentAuthorized,
    PaymentCallRefused,
    PaymentCharged,
    PaymentFellThrough,
    PaymentRefunded,
    PaymentRefused,
    PaymentVoided,
)

type News = (
    PaymentActionNeeded
    | PaymentAuthorized
    | PaymentCallRefused
    | PaymentCharged
    | PaymentFellThrough
    | PaymentRefunded
    | PaymentRefused
    | PaymentVoided
)


def advance(event: News, told: Delivered) -> None:
    stamp = system_stamp("flows", told.at, event.stamp.request_id)
    operations.advance_order(event.reference, stamp=stamp)


def note_canceled(event: OrderCanceled | OrderExpired, told: Delivered) -> None:
    stamp = system_stamp("flows", told.at, event.stamp.request_id)
    operations.note_canceled(event.number, stamp=stamp)
