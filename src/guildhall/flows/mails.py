"""What customers are told."""

from dataclasses import dataclass
from datetime import timedelta

from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.events import Event
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import system_stamp
from guildhall.notifications.operations import ask_mail
from guildhall.notifications.states import MailKind
from guildhall.orders.events import OrderCanceled, OrderConfirmed, OrderShipped
from guildhall.orders.queries import is_order
from guildhall.payments.events import PaymentRefunded

NEWS_FOR = timedelta(days=3)
"""What happened longer ago is history: brought in from elsewhere, or told again. No mail then."""


def tell_confirmed(event: OrderConfirmed, told: Delivered) -> None:
    _ask(MailKind.ORDER_CONFIRMED, event.number, news=_News(event, told))


def tell_shipped(event: OrderShipped, told: Delivered) -> None:
    _ask(MailKind.ORDER_SHIPPED, event.number, news=_News(event, told))


def tell_canceled(event: OrderCanceled, told: Delivered) -> None:
    _ask(MailKind.ORDER_CANCELED, event.number, news=_News(event, told, event.refund_due))


def tell_refunded(event: PaymentRefunded, told: Delivered) -> None:
    if is_order(event.reference):
        _ask(MailKind.ORDER_REFUNDED, event.reference, news=_News(event, told, event.amount))


@dataclass(frozen=True, slots=True)
class _News:
    event: Event
    told: Delivered
    amount: Money | None = None

    @property
    def is_old(self) -> bool:
        return self.told.at - self.event.stamp.at > NEWS_FOR


def _ask(kind: MailKind, number: str, *, news: _News) -> None:
    if news.is_old:
        return
    stamp = system_stamp("flows", news.told.at, news.event.stamp.request_id)
    about = {} if news.amount is None else {"amount": str(news.amount.rounded())}
    ask_mail(kind, number, cause=news.told.fact_id, told=about, stamp=stamp)
