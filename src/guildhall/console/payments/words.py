"""What calls, charge backs and shares are called."""

from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text
from guildhall.payments.states import CallKind

CALLS: dict[str, Text] = {
    CallKind.BEGIN: _("Begin"),
    CallKind.CAPTURE: _("Capture"),
    CallKind.VOID: _("Call off"),
    CallKind.REFUND: _("Refund"),
}
