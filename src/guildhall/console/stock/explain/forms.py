"""Whose number people ask for."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.inventory.types import Asked, LocationCard
from guildhall.organization.types import ChannelCard

ANY = ("", _("Any"))


class ExplainForm(forms.Form):
    q = forms.CharField(
        label=_("SKU or barcode"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("SKU or barcode")}),
    )
    location = forms.CharField(label=_("Location"), required=False, widget=forms.Select)
    channel = forms.CharField(label=_("Channel"), required=False, widget=forms.Select)
    at = forms.DateTimeField(
        label=_("As it was at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}),
    )

    def offer(self, locations: Iterable[LocationCard], channels: Iterable[ChannelCard]) -> None:
        """Fill the lists, which are read with the page itself."""
        places = [(place.code, place.name) for place in locations]
        self.fields["location"].widget.choices = [ANY, *places]
        sold_on = [(channel.code, channel.name) for channel in channels]
        self.fields["channel"].widget.choices = [ANY, *sold_on]

    def asked(self, *, scopes: tuple[str, ...]) -> Asked:
        """Return what is asked for; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return Asked(
            sku=given.get("q", "").strip(),
            location=given.get("location", ""),
            channel=given.get("channel", ""),
            at=given.get("at"),
            scopes=scopes,
        )
