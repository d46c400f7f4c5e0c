"""An order's facts as people read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guildhall.console.people import told_by
from guildhall.console.shell.navigation import Text
from guildhall.console.shell.parts import Entry
from guildhall.console.shell.statuses import status_of
from guildhall.console.shell.templatetags.shell import money
from guildhall.kernel.money import Money
from guildhall.orders.states import LookReason
from guildhall.orders.types import TimelineEntry


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of fact is shown."""

    title: Text
    icon: str
    tone: str = "neutral"


FIRST = "order.placed"
LOOKS = {
    "order.placed": Look(_("Order placed"), "shopping-cart", "info"),
    "order.confirmed": Look(_("Order confirmed"), "circle-check", "busy"),
    "order.shipped": Look(_("Order shipped"), "truck", "good"),
    "order.payment_noted": Look(_("Payment status changed"), "credit-card"),
    "order.completed": Look(_("Order completed"), "circle-check", "good"),
    "order.canceled": Look(_("Order canceled"), "circle-x", "bad"),
    "order.customer_shown": Look(_("Customer shown"), "eye"),
    "stock.reserved": Look(_("Stock reserved"), "package"),
    "stock.released": Look(_("Stock given back"), "package-import"),
    "stock.promise_moved": Look(_("Stock taken from elsewhere"), "arrows-exchange"),
    "stock.hold_expired": Look(_("Reservation expired"), "hourglass", "warn"),
    "stock.shipped": Look(_("Stock left the building"), "package-export"),
    "notification.sent": Look(_("Customer told by mail"), "mail"),
    "notification.failed": Look(_("Mail could not be sent"), "mail", "bad"),
    "notification.retried": Look(_("Mail tried again"), "mail"),
    "payment.charged": Look(_("Payment received"), "cash", "good"),
}

LOOKED_FOR: dict[str, Text] = {
    LookReason.DELIVERY: _("To deliver"),
    LookReason.QUESTION: _("To answer a question"),
    LookReason.PAYMENT: _("For a payment or a refund"),
    LookReason.FRAUD: _("To look into fraud"),
    LookReason.OTHER: _("For another reason"),
}


def entries_of(history: Iterable[TimelineEntry], names: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return a timeline, oldest first. A fact that nobody described shows its own name.

    Stock is reserved while an order is being placed; the story still begins with the order.
    """
    told = sorted(history, key=lambda fact: (fact.at, fact.type != FIRST))
    return tuple(_entry(fact, names) for fact in told)


def _entry(fact: TimelineEntry, names: Mapping[str, str]) -> Entry:
    look = LOOKS.get(fact.type) or Look(fact.type, "history")
    return Entry(
        title=look.title,
        at=fact.at,
        by=told_by(fact.actor, names),
        note=_note(fact),
        icon=look.icon,
        tone=look.tone,
    )


def _note(fact: TimelineEntry) -> Text:
    told = fact.details
    match fact.type:
        case "order.placed" | "payment.charged":
            return _money(told.get("total") or told["amount"])
        case "order.payment_noted":
            return status_of(told["state"], axis="payment").label
        case "order.canceled":
            return _canceled(told["reason"], told["refund_due"])
        case "order.customer_shown":
            return LOOKED_FOR[told["reason"]]
        case _:
            return ""


def _canceled(reason: str, refund_due: str) -> str:
    if not _amount(refund_due):
        return reason
    due = gettext("To be paid back: {amount}").format(amount=_money(refund_due))
    return f"{reason} · {due}"


def _money(text: str) -> str:
    return money(_amount(text))


def _amount(text: str) -> Money:
    amount, _, currency = text.partition(" ")
    return Money(Decimal(amount), currency)
