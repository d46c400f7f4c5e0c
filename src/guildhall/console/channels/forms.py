"""What people fill in on pages of channels."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.catalog.states import LinkState
from guildhall.catalog.types import LinkFilter, NewLink, UnmatchedFilter

SKU = _("SKU or barcode")


class UnmatchedFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("The channel's SKU or title")}
        ),
    )
    aside = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("Waiting")), ("1", _("Set aside"))]
    )

    def chosen(self, channel: str, *, scopes: tuple[str, ...]) -> UnmatchedFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return UnmatchedFilter(
            channel=channel,
            text=given.get("q", ""),
            aside=bool(given.get("aside")),
            scopes=scopes,
        )


class LinkFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("The channel's SKU, or ours")}
        ),
    )
    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All")),
            (LinkState.LINKED.value, _("Linked")),
            (LinkState.UNLINKED.value, _("Unlinked")),
        ],
    )

    def chosen(self, channel: str, *, scopes: tuple[str, ...]) -> LinkFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        state = given.get("state", "")
        return LinkFilter(
            channel=channel,
            text=given.get("q", ""),
            state=LinkState(state) if state else None,
            scopes=scopes,
        )


class MapForm(forms.Form):
    sku = forms.CharField(
        label=SKU,
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("SKU, name or barcode")}),
    )


class LinkForm(forms.Form):
    external_sku = forms.CharField(label=_("The channel's SKU"), max_length=120)
    storefront = forms.CharField(
        label=_("Storefront"),
        required=False,
        max_length=80,
        help_text=_("One marketplace or country of the channel; empty for all of them"),
    )
    sku = forms.CharField(label=SKU, max_length=64)
    valid_from = forms.DateTimeField(
        label=_("From"),
        required=False,
        help_text=_("Empty: whenever the channel calls nothing else so"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    valid_to = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def link(self) -> NewLink:
        given = self.cleaned_data
        return NewLink(
            external_sku=given["external_sku"],
            storefront=given["storefront"],
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
        )


class EndForm(forms.Form):
    at = forms.DateTimeField(
        label=_("Until"),
        required=False,
        help_text=_("Empty: until now"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
