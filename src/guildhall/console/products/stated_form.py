"""The form of a product's attributes: a field of the right type for each of them."""

from collections.abc import Iterable, Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from guildhall.catalog.states import AttributeType
from guildhall.catalog.types import AttributeCard, Stated

NOTHING = ("", "–")
YES_NO = [("true", _("Yes")), ("false", _("No"))]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StatedForm(forms.Form):
    """What a product, or a variant, states. Whether it is right is the operation's to say."""

    def __init__(self, stated: Iterable[Stated], data: QueryDict | None = None) -> None:
        super().__init__(data, prefix="stated", auto_id="stated_%s")
        self._several = set()
        for each in stated:
            card = each.attribute
            self.fields[card.code] = _field(card)
            if card.type is AttributeType.CHOICES:
                self._several.add(card.code)
                self.initial[card.code] = list(each.values)
            else:
                self.initial[card.code] = each.values[0] if each.values else ""

    def stated(self) -> Mapping[str, list[str]]:
        """Return what is written in each field, as texts."""
        return {
            code: list(value) if code in self._several else [str(value)]
            for code, value in self.cleaned_data.items()
        }


def _field(card: AttributeCard) -> forms.Field:
    label = f"{card.title} ({card.unit})" if card.unit else card.title
    needed = _("Needed while the product is sold.") if card.is_required else ""
    field = _made(card)
    field.label, field.help_text, field.required = label, needed, False
    return field


def _made(card: AttributeCard) -> forms.Field:
    choices = [(choice.code, choice.title) for choice in card.choices]
    match card.type:
        case AttributeType.FLAG | AttributeType.CHOICE:
            return forms.ChoiceField(choices=[NOTHING, *(choices or YES_NO)])
        case AttributeType.CHOICES:
            return forms.MultipleChoiceField(choices=choices)
        case AttributeType.DAY:
            return forms.CharField(widget=DAY)
        case AttributeType.NUMBER:
            widget = forms.TextInput(attrs={"inputmode": "decimal"})
            return forms.CharField(max_length=20, widget=widget)
        case AttributeType.TEXT:
            return forms.CharField(max_length=500)
