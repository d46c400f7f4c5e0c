"""Questions of the order page: what is asked before something is done, in a dialog or a page."""

from dataclasses import dataclass

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: `name` is its address under the order's."""

    name: str
    title: Text
    button: Text
    about: Text = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of one order, with the form that answers it."""

    ask: Ask
    form: Form
    url: str


ASKS = {
    ask.name: ask
    for ask in (
        Ask(
            "cancel",
            _("Cancel this order?"),
            _("Cancel order"),
            _("Its stock is given back. This cannot be undone."),
            danger=True,
        ),
        Ask("customer", _("Show who bought?"), _("Show customer")),
        Ask(
            "pay",
            _("Record a payment"),
            _("Record payment"),
            _("Money taken by hand: cash, or a transfer that you have seen."),
        ),
        Ask(
            "edit",
            _("Edit this order?"),
            _("Begin the edit"),
            _("Nothing changes until you have seen what it comes to and confirm it."),
        ),
        Ask(
            "hold",
            _("Put this order on hold?"),
            _("Put on hold"),
            _("It goes no further until somebody releases it."),
        ),
        Ask("release", _("Release this order?"), _("Let it go on")),
        Ask(
            "review",
            _("Ask for a fraud review?"),
            _("Ask for a review"),
            _("It goes no further until somebody has judged it."),
        ),
        Ask("judge", _("Is this order honest?"), _("Judge")),
        Ask(
            "duplicate",
            _("Is it a duplicate?"),
            _("Mark as duplicate"),
            _("It is only marked. Cancel the one that nobody wants."),
        ),
    )
}


def asked(name: str, form: Form, number: str) -> Asked:
    return Asked(ASKS[name], form, reverse(f"orders:{name}", args=[number]))
