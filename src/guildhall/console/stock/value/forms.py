"""Which stock to value."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.inventory.types import LocationCard, ValueFilter

ANY = ("", _("Any"))


class ValueForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("SKU, name or barcode")}),
    )
    day = forms.DateField(
        label=_("At the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    location = forms.CharField(label=_("Location"), required=False, widget=forms.Select)
    category = forms.CharField(label=_("Category"), required=False, widget=forms.Select)

    def offer(
        self, locations: Iterable[LocationCard], categories: Iterable[tuple[str, str]]
    ) -> None:
        """Fill the lists, which are read with the page itself."""
        places = [(place.code, place.name) for place in locations]
        self.fields["location"].widget.choices = [ANY, *places]
        self.fields["category"].widget.choices = [ANY, *categories]

    def chosen(self, *, scopes: tuple[str, ...]) -> ValueFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return ValueFilter(
            day=given.get("day"),
            location=given.get("location", ""),
            category=given.get("category", ""),
            text=given.get("q", "").strip(),
            scopes=scopes,
        )
