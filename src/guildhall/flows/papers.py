"""What follows for invoices and credit notes."""

from guildhall.finance.operations import bring_up_papers
from guildhall.finance.queries import anybody_writes
from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.stamp import system_stamp
from guildhall.orders.events import (
    OrderCanceled,
    OrderEdited,
    OrderExpired,
    OrderShipped,
    OrderUnitsCanceled,
)
from guildhall.payments.events import PaymentCharged, PaymentRefunded

type Followed = (
    PaymentCharged
    | PaymentRefunded
    | OrderEdited
    | OrderShipped
    | OrderCanceled
    | OrderExpired
    | OrderUnitsCanceled
)


def bring_up(event: Followed, told: Delivered) -> None:
    if isinstance(event, PaymentCharged | PaymentRefunded):
        number = event.reference
    else:
        number = event.number
    if anybody_writes():
        bring_up_papers(number, stamp=system_stamp("flows", told.at, event.stamp.request_id))
