"""What to compare."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.inventory.types import LocationCard

EVERYTHING = ("", _("All locations"))


class CheckForm(forms.Form):
    location = forms.CharField(label=_("Location"), required=False, widget=forms.Select)
    repair = forms.BooleanField(
        label=_("Put right what can be"),
        required=False,
        help_text=_("Rows are made anew from the ledger; each is kept in the activity."),
    )

    def offer(self, locations: Iterable[LocationCard]) -> None:
        places = [(place.code, place.name) for place in locations]
        self.fields["location"].widget.choices = [EVERYTHING, *places]
