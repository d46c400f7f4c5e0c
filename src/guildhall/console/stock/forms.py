"""What people fill in on pages of stock."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guildhall.console.shell.navigation import Text
from guildhall.inventory.states import AllocationOrder, BlockReason, OfferKind
from guildhall.inventory.types import LevelFilter, LocationCard, Offer, Sourcing

ANY = ("", _("Any"))
REASONS: dict[str, Text] = {
    BlockReason.QUALITY: _("Quality check"),
    BlockReason.DAMAGED: _("Damaged"),
    BlockReason.SAFETY: _("Safety stock"),
    BlockReason.PLEDGED: _("Pledged"),
    BlockReason.EXPIRED: _("Expired goods"),
    BlockReason.RECALLED: _("Recalled"),
}
ORDERS: dict[str, Text] = {
    AllocationOrder.RANK: _("the first location of its list"),
    AllocationOrder.MOST_STOCK: _("the location that has most"),
    AllocationOrder.NEAREST: _("the nearest location"),
    AllocationOrder.ONE_PARCEL: _("as few locations as possible"),
}
OFFERS: dict[str, Text] = {
    OfferKind.BACKORDER: _("Backorder"),
    OfferKind.PREORDER: _("Preorder"),
    OfferKind.STOCK: _("Only what is here"),
}


def _quantity(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=14,
        decimal_places=3,
        min_value=Decimal("0.001"),
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


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


class SeenForm(forms.Form):
    """A change of what is on hand names what was on hand when it was decided."""

    expected = forms.DecimalField(max_digits=14, decimal_places=3, widget=forms.HiddenInput)


class AdjustForm(SeenForm):
    by = forms.DecimalField(
        label=pgettext_lazy("stock", "Change"),
        max_digits=14,
        decimal_places=3,
        help_text=_("What to add; with a minus, what to take off: -2"),
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=80, help_text=_("Kept in the ledger: counted, damaged, …")
    )


class WriteOffForm(SeenForm):
    quantity = _quantity(_("How much is gone"))
    block = forms.ChoiceField(
        label=_("Of what was set aside"),
        required=False,
        choices=[("", _("No, of what is on sale")), *REASONS.items()],
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=80, help_text=_("Kept in the ledger: spoiled, stolen, …")
    )


class BlockForm(forms.Form):
    quantity = _quantity(_("Quantity"))
    reason = forms.ChoiceField(label=_("Because"), choices=list(REASONS.items()))
    note = forms.CharField(label=_("Note"), max_length=80, required=False)


class LowLineForm(forms.Form):
    low_at = forms.DecimalField(
        label=_("Tell when so much is left"),
        max_digits=14,
        decimal_places=3,
        min_value=Decimal("0.001"),
        required=False,
        help_text=_("Empty: never."),
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


class SourcingForm(forms.Form):
    allocation = forms.ChoiceField(label=_("Takes from"), choices=list(ORDERS.items()))
    may_split = forms.BooleanField(
        label=_("An order may come from several locations"), required=False
    )
    in_part = forms.BooleanField(
        label=_("A cart may hold less than it asks for"),
        required=False,
        help_text=_("An order is taken whole or not at all."),
    )
    most_held = forms.DecimalField(
        label=_("Most of one SKU that a cart may hold"),
        max_digits=14,
        decimal_places=3,
        min_value=Decimal("0.001"),
        required=False,
        help_text=_("Empty: no limit. It keeps one visitor from holding all there is."),
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    version = forms.CharField(widget=forms.HiddenInput, max_length=80)

    @property
    def sourcing(self) -> Sourcing:
        given = self.cleaned_data
        return Sourcing(
            AllocationOrder(given["allocation"]),
            given["may_split"],
            given["in_part"],
            given["most_held"],
        )


class OfferForm(forms.Form):
    sku = forms.CharField(label=_("SKU"), max_length=64)
    kind = forms.ChoiceField(label=_("What"), choices=list(OFFERS.items()))
    limit = forms.DecimalField(
        label=_("How many may wait"),
        max_digits=14,
        decimal_places=3,
        min_value=Decimal(0),
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    promised_on = forms.DateField(
        label=_("Promised for"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    lead_days = forms.IntegerField(
        label=_("Or days from the order"),
        required=False,
        min_value=0,
        max_value=730,
        help_text=_("Neither: only what is expected with a date is sold."),
    )

    @property
    def offer(self) -> Offer:
        given = self.cleaned_data
        return Offer(
            given["limit"], OfferKind(given["kind"]), given["promised_on"], given["lead_days"]
        )


class LendForm(forms.Form):
    """Another place for a channel to sell from."""

    code = forms.CharField(label=_("Another place"), max_length=40, widget=forms.Select)

    @classmethod
    def offering(cls, places: Iterable[LocationCard]) -> Self:
        form = cls()
        choices = [(place.code, f"{place.code} · {place.name}") for place in places]
        form.fields["code"].widget.choices = choices
        return form


class SourcesForm(forms.Form):
    """What is to be done with one place of a channel's list, as the page showed it."""

    code = forms.CharField(max_length=40)
    act = forms.ChoiceField(choices=[(x, x) for x in ("add", "drop", "up", "down")])
    version = forms.CharField()

    def changed(self, codes: Sequence[str]) -> list[str]:
        """Return the list as it is to be; what cannot be done to it leaves it as it is."""
        code, act = self.cleaned_data["code"], self.cleaned_data["act"]
        rest = [each for each in codes if each != code]
        if act == "drop":
            return rest
        if code not in codes:
            return [*codes, code]
        step = {"up": -1, "down": 1}.get(act, 0)
        place = max(codes.index(code) + step, 0)
        return [*rest[:place], code, *rest[place:]]
