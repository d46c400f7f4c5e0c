"""What people fill in about a place of stock."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.console.warehouse.words import PLACE_KINDS, REMOVALS
from guildhall.inventory.states import LocationKind
from guildhall.inventory.types import LocationCard, Point
from guildhall.organization.types import StoreCard


def _degrees(label: Any, most: int, example: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=-most,
        max_value=most,
        max_digits=8,
        decimal_places=5,
        widget=forms.NumberInput(
            attrs={"step": "any", "inputmode": "decimal", "placeholder": example}
        ),
    )


class LocationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    latitude = _degrees(_("Latitude"), 90, "52.52000")
    longitude = _degrees(_("Longitude"), 180, "13.40500")
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def showing(cls, place: LocationCard) -> Self:
        at = place.point
        return cls(
            initial={
                "name": place.name,
                "latitude": at.latitude if at else None,
                "longitude": at.longitude if at else None,
                "version": place.version,
            }
        )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
            alone = given.get(one) is not None and other in given and given[other] is None
            if alone:
                self.add_error(other, _("Name both, or neither."))
        return given

    @property
    def point(self) -> Point | None:
        latitude, longitude = self.cleaned_data["latitude"], self.cleaned_data["longitude"]
        return None if latitude is None else Point(latitude, longitude)


class NewLocationForm(LocationForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Short, and for good: it stands on papers and labels."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=list(PLACE_KINDS.items()))
    store = forms.CharField(
        label=_("Belongs to the shop"), required=False, max_length=40, widget=forms.Select
    )

    field_order = ("code", "name", "kind", "store", "latitude", "longitude")

    def offer(self, stores: Iterable[StoreCard]) -> None:
        choices = [("", _("None")), *((store.code, store.name) for store in stores)]
        self.fields["store"].widget.choices = choices

    @property
    def chosen_kind(self) -> LocationKind:
        return LocationKind(self.cleaned_data["kind"])


class RemovalForm(forms.Form):
    removal = forms.ChoiceField(
        label=_("What leaves first"),
        choices=list(REMOVALS.items()),
        help_text=_("Of goods that are kept by lot. One without a date expires last."),
    )
