"""Why goods are kept back, and why a carrier said no, in words."""

from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text
from guildhall.fulfillment.states import HoldReason, Reason

REASONS: dict[str, Text] = {
    HoldReason.AWAITING_STOCK: _("Waits for goods"),
    HoldReason.AWAITING_PAYMENT: _("Waits for money"),
    HoldReason.ADDRESS: _("Address is not clear"),
    HoldReason.FRAUD: _("May be fraud"),
    HoldReason.CUSTOMER: _("The customer asked"),
    HoldReason.DAMAGED: _("Goods are damaged"),
    HoldReason.NOT_FOUND: _("Goods cannot be found"),
    HoldReason.OTHER: _("Something else"),
}
NOES: dict[str, Text] = {
    Reason.ADDRESS_REFUSED: _("It does not know this address."),
    Reason.SERVICE_NOT_OFFERED: _("It does not offer this service here."),
    Reason.PARCEL_REFUSED: _("It does not take such a parcel: look at weight and measures."),
    Reason.NUMBER_REFUSED: _("It does not know this number."),
    Reason.ALREADY_DONE: _("It was done already."),
    Reason.NOT_POSSIBLE_ANY_MORE: _("It is too late for that."),
    Reason.BALANCE_TOO_LOW: _("The account's balance is too low."),
    Reason.CREDENTIALS_REFUSED: _("It does not accept the account's keys."),
    Reason.TOO_MANY_CALLS: _("It is asked too often. Try again later."),
    Reason.NOT_ENABLED: _("The account may not do this."),
    Reason.REQUEST_INVALID: _("It does not understand what it was asked."),
    Reason.OTHER: _("It did not say why."),
}
