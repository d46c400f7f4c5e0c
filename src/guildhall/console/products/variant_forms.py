"""What people fill in on the page of a variant."""

from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.catalog.states import Packaging, Tracking
from guildhall.catalog.types import (
    BarcodeCard,
    PartCard,
    PartDraft,
    VariantCard,
    VariantDraft,
    VariantEdit,
)
from guildhall.console.products.words import PACKAGINGS, TRACKINGS

MEASURE = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
MOST_PARTS = 100


class VariantForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    weight_grams = forms.IntegerField(
        label=_("Weight in grams"), required=False, min_value=0, max_value=2**31 - 1
    )
    tracking = forms.ChoiceField(label=_("Stock is told apart"), choices=list(TRACKINGS.items()))
    is_active = forms.BooleanField(label=_("On sale"), required=False)

    @staticmethod
    def told(card: VariantCard) -> dict[str, object]:
        return {
            "title": card.title,
            "weight_grams": card.weight_grams or None,
            "tracking": card.tracking,
            "is_active": card.is_active,
        }

    def edited(self) -> VariantEdit:
        given = self.cleaned_data
        return VariantEdit(
            title=given["title"],
            weight_grams=given["weight_grams"] or 0,
            tracking=Tracking(given["tracking"]),
            is_active=given["is_active"],
        )


class NewVariantForm(forms.Form):
    """One variant more: its SKU, and one value of each option."""

    sku = forms.CharField(label=_("SKU"), max_length=64)

    def offer(self, axes: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        for i, (name, values) in enumerate(axes):
            choices = [(value, value) for value in values]
            self.fields[f"option_{i}"] = forms.ChoiceField(label=name, choices=choices)

    def draft(self, unit: str) -> VariantDraft:
        chosen = tuple(
            (str(field.label), self.cleaned_data[name])
            for name, field in self.fields.items()
            if name != "sku"
        )
        return VariantDraft(self.cleaned_data["sku"], unit=unit, options=chosen)


class BarcodeForm(forms.Form):
    """A scan ends with Enter, so that a scanner alone adds the barcode of one unit."""

    code = forms.CharField(
        label=_("Barcode"),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("Scan or type")}),
    )
    packaging = forms.ChoiceField(label=_("Of"), choices=list(PACKAGINGS.items()))
    factor = forms.DecimalField(
        label=_("Holds"), max_digits=12, decimal_places=3, initial=1, widget=MEASURE
    )
    is_legacy = forms.BooleanField(label=_("Old, still found on goods"), required=False)

    def card(self) -> BarcodeCard:
        given = self.cleaned_data
        return BarcodeCard(
            given["code"], Packaging(given["packaging"]), given["factor"], given["is_legacy"]
        )


class UnitForm(forms.Form):
    unit = forms.CharField(
        label=_("Unit"),
        max_length=12,
        widget=forms.TextInput(attrs={"placeholder": _("dozen, box, kg …")}),
    )
    factor = forms.DecimalField(
        label=_("Is so many"), max_digits=12, decimal_places=3, widget=MEASURE
    )


class PartForm(forms.Form):
    """One part of a bundle; an empty line is none."""

    sku = forms.CharField(label=_("SKU or barcode"), required=False, max_length=64)
    quantity = forms.DecimalField(
        label=_("Quantity"), required=False, max_digits=10, decimal_places=3, widget=MEASURE
    )
    weight = forms.DecimalField(
        label=_("Weight in the revenue"),
        required=False,
        max_digits=10,
        decimal_places=3,
        widget=MEASURE,
    )

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("sku") and given.get("quantity") is None and "quantity" not in self.errors:
            self.add_error("quantity", _("How much of it does one bundle hold?"))


type PartLines = forms.BaseFormSet[PartForm]
PartForms = forms.formset_factory(PartForm, extra=3, max_num=MOST_PARTS, absolute_max=MOST_PARTS)


def parts_in(lines: PartLines) -> tuple[PartDraft, ...]:
    return tuple(
        PartDraft(given["sku"].strip(), given["quantity"], given.get("weight") or Decimal(0))
        for given in (line.cleaned_data for line in lines.forms)
        if given.get("sku")
    )


def lines_of(parts: Iterable[PartCard]) -> list[dict[str, object]]:
    """Return parts as the lines of the form show them."""
    return [
        {
            "sku": part.sku,
            "quantity": part.quantity.normalize(),
            "weight": part.weight.normalize() if part.weight else None,
        }
        for part in parts
    ]
