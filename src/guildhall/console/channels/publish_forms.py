"""What people fill in about how much of its stock a channel is told of."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.inventory.types import PublishRule, PublishRuleCard, VariantRule


def _amount(label: Any, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=13,
        decimal_places=3,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"step": "any", "min": "0", "inputmode": "decimal"}),
    )


def _percent(help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Percent of what is available"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=help_text,
    )


class RuleForm(forms.Form):
    percent = _percent(_("Empty: all of it"))
    buffer = _amount(_("Keep back"), _("So many are not told of, in case two sell at once"))
    most_listed = _amount(_("At most"), _("Empty: however many there are"))
    ends_at = _amount(_("Sold out at"), _("With so many left the channel is told of none"))
    version = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def showing(cls, card: PublishRuleCard) -> Self:
        rule = card.rule
        shown = {
            "percent": rule.percent,
            "buffer": rule.buffer.normalize(),
            "most_listed": rule.most_listed,
            "ends_at": rule.ends_at.normalize(),
            "version": card.version,
        }
        return cls(initial=shown)

    def rule(self) -> PublishRule:
        """Return the rule; a field that is left empty holds nothing back."""
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "version" and value is not None
        }
        return PublishRule(**given)


class VariantRuleForm(forms.Form):
    sku = forms.CharField(
        label=_("SKU"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    percent = _percent(_("Empty: as on the whole channel"))
    buffer = _amount(_("Keep back"))
    most_listed = _amount(_("At most"))
    ends_at = _amount(_("Sold out at"))

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        if "sku" in given and all(
            given.get(name) is None for name in self.fields if name != "sku"
        ):
            self.add_error("percent", _("Say what is different for this SKU."))
        return given

    def rule(self) -> VariantRule:
        given = {name: value for name, value in self.cleaned_data.items() if name != "sku"}
        return VariantRule(**given)
