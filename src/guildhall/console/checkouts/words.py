"""What checkouts, their steps and their reasons are called."""

from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text

WAITS: dict[str, Text] = {
    "customer": _("The customer has to act"),
    "provider": _("The provider has yet to tell"),
    "answer": _("Nobody heard the answer; it is being asked for"),
    "refund": _("Money is on its way back"),
    "clerk": _("Somebody here has to look"),
}
STEPS: dict[str, Text] = {
    "place": _("Place the order and reserve its stock"),
    "authorize": _("Ask for the payment"),
    "complete": _("Accept the order"),
    "give_back": _("Give the money back"),
    "reopen": _("Call the order off and open the cart again"),
}
STEP_STATES: dict[str, Text] = {
    "waiting": _("Not begun"),
    "running": _("Under way"),
    "done": _("Done"),
    "failed": _("Refused"),
    "undone": _("Given up"),
}
