"""What customers are told."""

from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.events import Event
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.notifications.operations import ask_mail
from guildhall.notifications.states import MailKind
from guildhall.orders.events import OrderCanceled, OrderConfirmed, OrderShipped
from guildhall.orders.queries import is_order
from guildhall.payments.events import PaymentRefunded


def tell_confirmed(event: OrderConfirmed, told: Delivered) -> None:
    stamp = _stamp(event, told)
    ask_mail(MailKind.ORDER_CONFIRMED, event.number, cause=told.fact_id, told={}, stamp=stamp)


def tell_shipped(event: OrderShipped, told: Delivered) -> None:
    stamp = _stamp(event, told)
    ask_mail(MailKind.ORDER_SHIPPED, event.number, cause=told.fact_id, told={}, stamp=stamp)


def tell_canceled(event: OrderCanceled, told: Delivered) -> None:
    about = {"amount": _plain(event.refund_due)}
    stamp = _stamp(event, told)
    ask_mail(MailKind.ORDER_CANCELED, event.number, cause=told.fact_id, told=about, stamp=stamp)


def tell_refunded(event: PaymentRefunded, told: Delivered) -> None:
    if not is_order(event.reference):
        return
    about = {"amount": _plain(event.amount)}
    stamp = _stamp(event, told)
    ask_mail(MailKind.ORDER_REFUNDED, event.reference, cause=told.fact_id, told=about, stamp=stamp)


def _plain(amount: Money) -> str:
    return str(amount.rounded())


def _stamp(event: Event, told: Delivered) -> Stamp:
    return system_stamp("flows", told.at, event.stamp.request_id)
