"""What people fill in about replenishment."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.inventory.states import ProposalState
from guildhall.inventory.types import LocationCard, ReorderFilter, ReorderTerms

ANY = ("", _("Any"))
STATES = (
    (ProposalState.OPEN, _("To decide")),
    (ProposalState.ACCEPTED, _("Accepted")),
    (ProposalState.DISMISSED, _("Dismissed")),
    (ProposalState.OVERTAKEN, _("Overtaken")),
)


class ReorderFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("SKU, name or barcode")}),
    )
    location = forms.CharField(label=_("Location"), required=False, widget=forms.Select)

    def offer(self, locations: Iterable[LocationCard]) -> None:
        """Fill the list of locations, which is read with the page itself."""
        choices = [ANY, *((place.code, place.name) for place in locations)]
        self.fields["location"].widget.choices = choices

    def chosen(self, *, scopes: tuple[str, ...]) -> ReorderFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return ReorderFilter(
            text=given.get("q", ""),
            location=given.get("location", ""),
            state=given.get("state", ""),
            troubled=bool(given.get("troubled")),
            scopes=scopes,
        )


class ProposalFilterForm(ReorderFilterForm):
    state = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *STATES])


class RuleFilterForm(ReorderFilterForm):
    troubled = forms.ChoiceField(
        label=_("Trouble"), required=False, choices=[ANY, ("1", _("Could not be judged"))]
    )


def _quantity(label: Any, help_text: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_digits=13,
        decimal_places=3,
        initial=0,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"step": "any", "min": "0"}),
    )


class RuleForm(forms.Form):
    sku = forms.CharField(label=_("SKU"), max_length=64)
    location = forms.CharField(label=_("Location"), max_length=40, widget=forms.Select)
    level = _quantity(_("Buy again at"), _("Once no more than this is there or on its way."))
    quantity = _quantity(_("At least"), _("More, where more is needed to reach the level again."))
    least_order = _quantity(_("Smallest order"), _("What the supplier sells at least."))
    multiple = _quantity(_("In multiples of"), _("A full carton, say; 0 for any quantity."))
    lead_days = forms.IntegerField(
        label=_("Days until it is here"), min_value=0, max_value=3_650, initial=0
    )
    is_automatic = forms.BooleanField(
        label=_("Accept by itself"),
        required=False,
        help_text=_("Without it, each proposal waits for a person."),
    )
    is_active = forms.BooleanField(label=_("In force"), required=False, initial=True)

    def offer(self, locations: Iterable[LocationCard]) -> None:
        self.fields["location"].widget.choices = [(p.code, p.name) for p in locations]

    def terms(self) -> ReorderTerms:
        given = {**self.cleaned_data}
        given.pop("sku")
        given.pop("location")
        return ReorderTerms(**given)
