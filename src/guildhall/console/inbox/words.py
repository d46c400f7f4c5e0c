"""Why orders wait, and what is done to many of them, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guildhall.console.shell.navigation import Text
from guildhall.orders.states import BatchAct, HoldReason

HELD_FOR: dict[str, Text] = {
    HoldReason.ADDRESS: _("Address is not clear"),
    HoldReason.PAYMENT: _("Waits for money"),
    HoldReason.FRAUD: _("May be fraud"),
    HoldReason.STOCK: _("Waits for goods"),
    HoldReason.CUSTOMER: _("The customer asked"),
    HoldReason.OTHER: _("Something else"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """An act as it is offered, asked and told. What is grave is asked for twice."""

    offer: Text
    title: Text
    done: Text
    icon: str
    is_grave: bool = False


ACTS = {
    BatchAct.CONFIRM: Words(_("Confirm"), _("Confirm orders"), _("Confirmed"), "circle-check"),
    BatchAct.SHIP: Words(_("Ship"), _("Ship orders"), _("Shipped"), "truck", is_grave=True),
    BatchAct.HOLD: Words(_("Put on hold"), _("Put orders on hold"), _("On hold"), "lock"),
    BatchAct.RELEASE: Words(
        _("Release from hold"), _("Release orders"), _("Released"), "arrow-right"
    ),
    BatchAct.TAG: Words(_("Add a tag"), _("Add a tag to orders"), _("Tagged"), "tag"),
    BatchAct.UNTAG: Words(
        _("Take a tag off"), _("Take a tag off orders"), _("Tag taken off"), "tags"
    ),
    BatchAct.NOTE: Words(
        _("Write a note"), _("Write a note on orders"), pgettext_lazy("batch", "Noted"), "message"
    ),
    BatchAct.CANCEL: Words(
        _("Cancel orders"), _("Cancel orders"), _("Canceled"), "circle-x", is_grave=True
    ),
}
