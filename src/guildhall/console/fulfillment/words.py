"""Why goods are kept back, in words."""

from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text
from guildhall.fulfillment.states import HoldReason

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
