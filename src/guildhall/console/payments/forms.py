"""What somebody fills in about payments."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text
from guildhall.console.shell.vendors import vendor_name

OVERLAPS: tuple[tuple[str, Text], ...] = (
    ("1", _("One more hour")),
    ("24", _("One more day")),
    ("168", _("One more week")),
    ("0", _("No more from now on")),
)
NAMED = _("One a line: name = value")


class Pairs(forms.CharField):
    """Values by name, one a line; a line that names nothing goes on with the value before it."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"})

    def clean(self, value: Any) -> dict[str, str]:
        text: str = super().clean(value)
        found: dict[str, str] = {}
        name = ""
        for line in text.strip().splitlines():
            left, equals, right = line.partition(" = ")
            if equals and left.strip().isidentifier():
                name = left.strip()
                found[name] = right.strip()
            elif name:
                found[name] += f"\n{line}"
            else:
                raise ValidationError(gettext("Begin with a name: name = value"))
        return found


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Kept in the history. Write no personal data."),
    )


class AmountForm(forms.Form):
    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=14,
        decimal_places=4,
        min_value=Decimal("0.0001"),
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "min": "0", "step": "any"}),
    )


class RefundForm(AmountForm, ReasonForm):
    field_order = ("amount", "reason")


class AccountForm(forms.Form):
    code = forms.SlugField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    provider = forms.ChoiceField(label=_("Provider"))
    brand = forms.ChoiceField(label=_("Brand"), required=False)
    live = forms.BooleanField(
        label=_("Real money"), required=False, help_text=_("Otherwise it is for trying out.")
    )
    settings = Pairs(label=_("Settings"), required=False, help_text=NAMED)
    secrets = Pairs(
        label=_("Keys"), help_text=_("One a line: name = value. They are never shown again.")
    )

    def offer(self, *, providers: list[str], brands: dict[str, str]) -> None:
        self.fields["provider"].choices = [(x, vendor_name(x)) for x in providers]  # type: ignore[attr-defined]
        every = [("", _("All brands")), *brands.items()]
        self.fields["brand"].choices = every  # type: ignore[attr-defined]


class KeysForm(forms.Form):
    secrets = Pairs(
        label=_("New keys"),
        help_text=_("One a line: name = value. What is not named stays as it is."),
    )
    overlap = forms.ChoiceField(
        label=_("Notifications signed with the former keys are believed"), choices=OVERLAPS
    )

    @property
    def hours(self) -> timedelta:
        return timedelta(hours=int(self.cleaned_data["overlap"]))


class EvidenceForm(forms.Form):
    text = forms.CharField(
        label=_("What speaks for us"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Tracking numbers, what was agreed. Then hand it in at the provider."),
    )
