"""What people fill in on pages of stock."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.inventory.types import LevelFilter, LocationCard

ANY = ("", _("Any"))


class LevelFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("SKU, name or barcode")}),
    )
    location = forms.CharField(label=_("Location"), required=False, widget=forms.Select)
    scarce = forms.ChoiceField(
        label=_("Available"), required=False, choices=[ANY, ("1", _("Out of stock"))]
    )

    def offer(self, locations: Iterable[LocationCard]) -> None:
        """Fill the list of locations, which is read with the page itself."""
        choices = [ANY, *((place.code, place.name) for place in locations)]
        self.fields["location"].widget.choices = choices

    def chosen(self, *, scopes: tuple[str, ...]) -> LevelFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return LevelFilter(
            text=given.get("q", ""),
            location=given.get("location", ""),
            scarce=bool(given.get("scarce")),
            scopes=scopes,
        )


class AdjustForm(forms.Form):
    by = forms.DecimalField(
        label=_("Change"),
        max_digits=14,
        decimal_places=3,
        help_text=_("What to add; with a minus, what to take off: -2"),
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=80, help_text=_("Kept in the ledger: counted, damaged, …")
    )
