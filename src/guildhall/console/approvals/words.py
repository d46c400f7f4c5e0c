"""What actions, figures and fields are called, and how large something is, in words."""

from decimal import Decimal

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from guildhall.approvals.states import ACTIONS, ActionCode, Measure
from guildhall.console.shell.navigation import Text
from guildhall.console.shell.templatetags.shell import number

_NAMED: dict[str, Text] = {
    "stock.adjust": _("Correct stock"),
    "stock.write_off": _("Write off stock"),
    "stock.count": _("Book a count"),
    "prices.change": _("Change prices"),
    "prices.below_floor": _("Sell below the margin floor"),
    "payments.refund": _("Give money back"),
}
# An action without words is shown by its code, and fails a test.
ACTION_WORDS: dict[str, Text] = {each: _NAMED.get(each, each) for each in ActionCode}

MEASURED: dict[str, Text] = {
    "stock.adjust": _("Units by which a figure is corrected, up or down"),
    "stock.write_off": _("Units that are given up"),
    "stock.count": _("All differences of a count added up, in units"),
    "prices.change": _("The largest change among the prices, in percent"),
    "prices.below_floor": _("How far the lowest margin lies below its floor, in points"),
    "payments.refund": _("What a customer gets back, in the order's currency"),
}

FIELDS: dict[str, Text] = {
    "on_hand": _("On hand"),
    "unavailable": _("Not for sale"),
    "counted": _("Counted"),
    "price": _("Price"),
    "margin": _("Margin"),
    "prices": _("Prices"),
    "refund": _("Refund"),
}


def action_told(action: str) -> Text:
    return ACTION_WORDS.get(action, action)


def field_told(field: str) -> Text:
    return FIELDS.get(field, field)


def size_told(action: str, measure: Decimal) -> str:
    """Return how large something is, in the reader's words: `7 units`, `12.5 %`."""
    about = ACTIONS.get(ActionCode(action)) if action in ActionCode else None
    shown = number(measure.normalize())
    if about is None or about.measure is Measure.MONEY:
        return shown
    if about.measure is Measure.PERCENT:
        return gettext("{n} %").format(n=shown)
    return ngettext("{n} unit", "{n} units", 1 if measure == 1 else 2).format(n=shown)
