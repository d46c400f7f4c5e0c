"""An order's facts as people read them."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guildhall.console.fulfillment.words import REASONS
from guildhall.console.inbox.words import HELD_FOR
from guildhall.console.orders.looks import LOOKS, Look
from guildhall.console.people import told_by
from guildhall.console.shell.navigation import Text
from guildhall.console.shell.parts import Entry
from guildhall.console.shell.statuses import status_of
from guildhall.console.shell.templatetags.shell import money
from guildhall.kernel.money import Money
from guildhall.orders.states import FraudState, LookReason
from guildhall.orders.types import TimelineEntry

type Told = Mapping[str, str]

FIRST = "order.placed"

LOOKED_FOR: dict[str, Text] = {
    LookReason.DELIVERY: _("To deliver"),
    LookReason.QUESTION: _("To answer a question"),
    LookReason.PAYMENT: _("For a payment or a refund"),
    LookReason.FRAUD: _("To look into fraud"),
    LookReason.OTHER: _("For another reason"),
}

JUDGED: dict[str, Text] = {
    FraudState.REVIEW: _("To be looked at"),
    FraudState.APPROVED: _("It is honest"),
    FraudState.DENIED: _("It is not honest"),
}


def entries_of(history: Iterable[TimelineEntry], names: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return a timeline, oldest first. A fact that nobody described shows its own name.

    Stock is reserved while an order is being placed; the story still begins with the order.
    """
    told = sorted(history, key=lambda fact: (fact.at, fact.type != FIRST))
    return tuple(_entry(fact, names) for fact in told)


def _entry(fact: TimelineEntry, names: Mapping[str, str]) -> Entry:
    look = LOOKS.get(fact.type) or Look(fact.type, "history")
    note = NOTES.get(fact.type)
    return Entry(
        title=look.title,
        at=fact.at,
        by=told_by(fact.actor, names),
        note=note(fact.details) if note else _sum(fact.details),
        icon=look.icon,
        tone=look.tone,
    )


def _sum(told: Told) -> Text:
    """Return what moved, where money did."""
    return _money(told["amount"]) if "amount" in told else ""


def _total(told: Told) -> Text:
    return _money(told["total"])


def _why(told: Told) -> Text:
    return told.get("reason", "")


def _canceled(told: Told) -> Text:
    return _joined(_why(told), _owed(told))


def _edited(told: Told) -> Text:
    more = gettext("Changed by {amount}").format(amount=_money(told["total"]))
    return _joined(_why(told), more if _amount(told["total"]) else "", _owed(told))


def _owed(told: Told) -> Text:
    if not _amount(told["refund_due"]):
        return ""
    return gettext("To be paid back: {amount}").format(amount=_money(told["refund_due"]))


def _held(told: Told) -> Text:
    return _joined(HELD_FOR.get(told["hold"], told["hold"]), _why(told))


def _judged(told: Told) -> Text:
    return _joined(JUDGED.get(told["state"], ""), _why(told))


def _tagged(told: Told) -> Text:
    added = gettext("added: {tags}").format(tags=told["added"]) if told["added"] else ""
    gone = gettext("taken off: {tags}").format(tags=told["removed"]) if told["removed"] else ""
    return _joined(added, gone)


def _refund_ended(told: Told) -> Text:
    return _joined(status_of(told["state"], axis="refund").label, _sum(told))


def _tracking(told: Told) -> Text:
    return f"{told['carrier']} {told['tracking']}"


def _joined(*parts: Text) -> str:
    return " · ".join(str(part) for part in parts if part)


def _money(text: str) -> str:
    return money(_amount(text))


def _amount(text: str) -> Money:
    amount, _, currency = text.partition(" ")
    return Money(Decimal(amount), currency)


NOTES: dict[str, Callable[[Told], Text]] = {
    "order.placed": _total,
    "order.reopened": _total,
    "order.expired": _total,
    "order.delivered": lambda told: _("All of it") if told["whole"] == "True" else _("A part"),
    "order.payment_noted": lambda told: status_of(told["state"], axis="payment").label,
    "order.canceled": _canceled,
    "order.units_canceled": _canceled,
    "order.paid_late": _owed,
    "order.edit_begun": _why,
    "order.edited": _edited,
    "order.held": _held,
    "order.released": _held,
    "order.tagged": _tagged,
    "order.fraud_judged": _judged,
    "order.duplicate_found": lambda told: told["other"],
    "order.duplicate_cleared": lambda told: told["other"],
    "order.customer_shown": lambda told: LOOKED_FOR[told["reason"]],
    "payment.refund_granted": lambda told: _joined(_sum(told), _why(told)),
    "payment.refund_ended": _refund_ended,
    "fulfillment.held": lambda told: REASONS.get(told["reason"], told["reason"]),
    "fulfillment.shorted": lambda told: _joined(told["sku"], _why(told)),
    "fulfillment.moved": _why,
    "parcel.tracking_added": _tracking,
    "parcel.labeled": _tracking,
    "parcel.tracked": lambda told: status_of(told["state"], axis="tracked").label,
    "parcel.late": lambda told: told["parcel"],
    "parcel.stuck": lambda told: told["parcel"],
    "parcel.delivered": lambda told: told["parcel"],
}
"""What is said beside a fact's name; of others, the money that moved."""
