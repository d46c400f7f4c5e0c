"""What follows for what leaves the building."""

from guildhall.fulfillment import operations
from guildhall.fulfillment.events import CarrierCallMade, CarrierNoticeReceived
from guildhall.fulfillment.ports import call_soon
from guildhall.inventory.events import BackorderFilled
from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.events import Event
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.orders.events import (
    OrderBlanked,
    OrderCanceled,
    OrderConfirmed,
    OrderEdited,
    OrderExpired,
    OrderShipped,
    OrderUnitsCanceled,
)


def follow_order(
    event: OrderConfirmed | OrderUnitsCanceled | OrderEdited, told: Delivered
) -> None:
    operations.follow_order(event.number, stamp=_stamp(event, told))


def release_filled(event: BackorderFilled, told: Delivered) -> None:
    operations.release_filled(event.reference, stamp=_stamp(event, told))


def close_works(event: OrderShipped, told: Delivered) -> None:
    operations.close_works_of(event.number, stamp=_stamp(event, told))


def cancel_works(event: OrderCanceled | OrderExpired, told: Delivered) -> None:
    reason = event.reason if isinstance(event, OrderCanceled) else "expired"
    operations.cancel_works_of(event.number, reason=reason, stamp=_stamp(event, told))


def call_carrier(event: CarrierCallMade, told: Delivered) -> None:  # noqa: ARG001 - a reaction takes both
    call_soon(event.call)


def read_notice(event: CarrierNoticeReceived, told: Delivered) -> None:
    operations.apply_notice(event.notice, stamp=_stamp(event, told))


def forget_recipient(event: OrderBlanked, told: Delivered) -> None:
    operations.forget_recipient(event.number, stamp=_stamp(event, told))


def _stamp(event: Event, told: Delivered) -> Stamp:
    return system_stamp("flows", told.at, event.stamp.request_id)
