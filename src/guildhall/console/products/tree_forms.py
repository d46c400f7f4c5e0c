"""What people fill in on the pages of categories and attributes."""

import re
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.catalog.states import AttributeType
from guildhall.catalog.types import AttributeCard, AttributeDraft, AttributeEdit, Choice
from guildhall.console.products.words import TYPES
from guildhall.console.shell.navigation import Text

CODE = forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"})
_SPACES = re.compile(r"[\W_]+", re.ASCII)


class CategoryForm(forms.Form):
    """A new category."""

    title = forms.CharField(label=_("Title"), max_length=120)
    code = forms.CharField(
        label=_("Code"),
        max_length=64,
        widget=CODE,
        help_text=_("Small letters, digits and hyphens. It stays as it is."),
    )
    parent = forms.ChoiceField(label=_("Below"), required=False)

    def offer(self, categories: Iterable[tuple[str, Text]]) -> None:
        self.fields["parent"].choices = [("", _("Top of the tree")), *categories]  # type: ignore[attr-defined]


class ChangeCategoryForm(forms.Form):
    """What a category is called, and where it stands among its neighbors."""

    title = forms.CharField(label=_("Title"), max_length=120)
    position = forms.IntegerField(
        label=_("Place among its neighbors"), min_value=0, max_value=30_000
    )


class MoveCategoryForm(forms.Form):
    """Below which category it lies, with all that is below it."""

    parent = forms.ChoiceField(label=_("Below"), required=False)

    def offer(self, categories: Iterable[tuple[str, Text]]) -> None:
        self.fields["parent"].choices = [("", _("Top of the tree")), *categories]  # type: ignore[attr-defined]


class AttributeForm(forms.Form):
    """A new attribute."""

    title = forms.CharField(label=_("Title"), max_length=120)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=CODE,
        help_text=_("Small letters, digits and hyphens. It stays as it is."),
    )
    type = forms.ChoiceField(label=_("Type"), choices=list(TYPES.items()))
    choices = forms.CharField(
        label=_("Choices, one on each line"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For types with choices. A code may stand in front: wool = New wool"),
    )
    unit = forms.CharField(label=_("Measured in"), required=False, max_length=12)
    least = forms.DecimalField(
        label=_("At least"), required=False, max_digits=14, decimal_places=3
    )
    most = forms.DecimalField(label=_("At most"), required=False, max_digits=14, decimal_places=3)
    category = forms.ChoiceField(label=_("Only below"), required=False)
    of_variants = forms.BooleanField(label=_("Each variant has its own"), required=False)
    is_required = forms.BooleanField(label=_("Needed while a product is sold"), required=False)

    def offer(self, categories: Iterable[tuple[str, Text]]) -> None:
        self.fields["category"].choices = [("", _("All products")), *categories]  # type: ignore[attr-defined]

    def draft(self) -> AttributeDraft:
        given = self.cleaned_data
        return AttributeDraft(
            code=given["code"],
            title=given["title"],
            type=AttributeType(given["type"]),
            unit=given["unit"],
            category=given["category"],
            is_required=given["is_required"],
            of_variants=given["of_variants"],
            least=given["least"],
            most=given["most"],
            choices=choices_in(given["choices"]),
        )


class ChangeAttributeForm(forms.Form):
    """What of an attribute can be changed."""

    title = forms.CharField(label=_("Title"), max_length=120)
    unit = forms.CharField(label=_("Measured in"), required=False, max_length=12)
    position = forms.IntegerField(
        label=_("Place among its neighbors"), min_value=0, max_value=30_000
    )
    is_required = forms.BooleanField(label=_("Needed while a product is sold"), required=False)
    choices = forms.CharField(
        label=_("Choices, one on each line"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Write a new line for a new choice, or other words after the equals sign."),
    )

    @staticmethod
    def told(card: AttributeCard) -> dict[str, object]:
        return {
            "title": card.title,
            "unit": card.unit,
            "position": card.position,
            "is_required": card.is_required,
            "choices": "\n".join(f"{choice.code} = {choice.title}" for choice in card.choices),
        }

    def edited(self) -> AttributeEdit:
        given = self.cleaned_data
        return AttributeEdit(
            title=given["title"],
            unit=given["unit"],
            position=given["position"],
            is_required=given["is_required"],
            choices=choices_in(given["choices"]),
        )


def choices_in(text: str) -> tuple[Choice, ...]:
    """Return what is written line by line: `code = title`, or a title that makes its own code.

    A title without a letter of the code's alphabet gets its number.
    """
    found = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        code, equals, title = (part.strip() for part in line.partition("="))
        if not equals:
            code, title = _SPACES.sub("-", line).strip("-").lower()[:40] or f"c{number}", line
        found.append(Choice(code, title or code))
    return tuple(found)
