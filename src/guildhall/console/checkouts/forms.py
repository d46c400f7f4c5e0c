"""What people fill in on pages of checkouts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.checkout.states import CheckoutState
from guildhall.checkout.types import CheckoutFilter
from guildhall.console.checkouts.words import WAITS
from guildhall.console.shell.statuses import status_of
from guildhall.kernel.stamp import Actor

ANY = ("", _("Any"))


class CheckoutFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Order number")}),
    )
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=lambda: [
            ANY,
            *((state.value, status_of(state, axis="checkout").label) for state in CheckoutState),
        ],
    )
    waits_for = forms.ChoiceField(
        label=_("Waits for"), required=False, choices=lambda: [ANY, *WAITS.items()]
    )
    stuck = forms.ChoiceField(label=_("Stuck"), required=False, choices=[ANY, ("1", _("Stuck"))])

    def chosen(self, actor: Actor) -> CheckoutFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return CheckoutFilter(
            text=given.get("q", ""),
            state=given.get("state", ""),
            waits_for=given.get("waits_for", ""),
            stuck=bool(given.get("stuck")),
            scopes=actor.reach("orders:view"),
        )


class CallOffForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=80,
        help_text=_("Kept in the history. Write no personal data."),
    )
