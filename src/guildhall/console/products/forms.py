"""What people fill in on pages of products."""

import re
from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.catalog.states import ProductKind
from guildhall.catalog.types import (
    Axis,
    ProductDetail,
    ProductDraft,
    ProductEdit,
    ProductFilter,
)
from guildhall.console.products.words import KINDS, STATES
from guildhall.console.shell.navigation import Text

ANY = ("", _("Any"))
BETWEEN = re.compile(r"[,，、;\n]")
MOST_AXES = 5

type Choices = Iterable[tuple[str, Text]]


class ProductFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Code, SKU, name or barcode")}
        ),
    )
    state = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Not archived")), *STATES.items()]
    )
    category = forms.CharField(label=_("Category"), required=False, widget=forms.Select)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *KINDS.items()])
    brand = forms.CharField(label=_("Brand"), required=False, max_length=120)

    def offer(self, categories: Choices) -> None:
        """Fill the list of categories, which is read with the page itself."""
        self.fields["category"].widget.choices = [ANY, *categories]

    def chosen(self, *, scopes: tuple[str, ...]) -> ProductFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return ProductFilter(
            text=given.get("q", ""),
            category=given.get("category", ""),
            brand=given.get("brand", ""),
            kind=given.get("kind", ""),
            state=given.get("state", ""),
            scopes=scopes,
        )


class ProductForm(forms.Form):
    """A new product."""

    title = forms.CharField(label=_("Title"), max_length=200)
    code = forms.CharField(
        label=_("Code"),
        max_length=64,
        help_text=_("Short, without spaces. It stays as it is, and SKUs begin with it."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    brand = forms.CharField(label=_("Brand"), max_length=120, required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    unit = forms.CharField(
        label=_("Counted in"),
        max_length=12,
        initial="each",
        help_text=_("each, kg, m …: stock is counted in it, so it stays as it is."),
    )

    def offer(self, categories: Choices) -> None:
        self.fields["category"].choices = [("", _("None")), *categories]  # type: ignore[attr-defined]

    def draft(self, axes: Sequence[Axis]) -> ProductDraft:
        given = self.cleaned_data
        return ProductDraft(
            code=given["code"],
            title=given["title"],
            brand=given["brand"],
            category=given["category"],
            kind=ProductKind(given["kind"]),
            unit=given["unit"],
            options=tuple(axes),
        )


class DetailsForm(forms.Form):
    """What is said of a product."""

    title = forms.CharField(label=_("Title"), max_length=200)
    brand = forms.CharField(label=_("Brand"), max_length=120, required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def offer(self, categories: Choices) -> None:
        self.fields["category"].choices = [("", _("None")), *categories]  # type: ignore[attr-defined]

    @staticmethod
    def told(detail: ProductDetail) -> dict[str, str]:
        row = detail.row
        return {
            "title": row.title,
            "brand": row.brand,
            "category": row.category,
            "description": detail.description,
        }

    def edited(self) -> ProductEdit:
        given = self.cleaned_data
        return ProductEdit(
            title=given["title"],
            brand=given["brand"],
            category=given["category"],
            description=given["description"],
        )


class AxisForm(forms.Form):
    """One option and its values, in one line each."""

    name = forms.CharField(
        label=_("Option"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("Color")}),
    )
    values = forms.CharField(
        label=_("Values, with commas between them"),
        required=False,
        max_length=4_000,
        widget=forms.TextInput(attrs={"placeholder": _("Red, Blue")}),
    )

    @property
    def axis(self) -> Axis | None:
        """Return the option; None where the line is empty."""
        given = self.cleaned_data
        name = given.get("name", "").strip()
        values = [word.strip() for word in BETWEEN.split(given.get("values", ""))]
        told = tuple(dict.fromkeys(filter(None, values)))
        return Axis(name, told) if name or told else None


type AxisLines = forms.BaseFormSet[AxisForm]
AxisForms = forms.formset_factory(AxisForm, extra=2, max_num=MOST_AXES, absolute_max=MOST_AXES + 5)


def axes_in(lines: AxisLines) -> tuple[Axis, ...]:
    return tuple(axis for line in lines.forms if (axis := line.axis) is not None)


def lines_of(axes: Iterable[Axis]) -> list[dict[str, str]]:
    """Return options as the lines of the form show them."""
    return [{"name": axis.name, "values": ", ".join(axis.values)} for axis in axes]
