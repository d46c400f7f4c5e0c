"""What somebody fills in about shipping."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guildhall.checkout.types import MethodTerms, RateTerms, ZoneTerms
from guildhall.console.shipping.rates import LineUnreadable, read_rate, write_rate

AREA = {"rows": 3, "spellcheck": "false", "autocomplete": "off"}


class Words(forms.CharField):
    """Words with commas or lines between them."""

    widget = forms.Textarea(attrs=AREA)

    def __init__(self, *, upper: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.upper = upper

    def clean(self, value: Any) -> tuple[str, ...]:
        text: str = super().clean(value)
        words = [word.strip() for word in re.split(r"[,\n]", text) if word.strip()]
        return tuple(dict.fromkeys(word.upper() if self.upper else word for word in words))


class Rates(forms.CharField):
    widget = forms.Textarea(attrs={**AREA, "rows": 6})

    def clean(self, value: Any) -> tuple[RateTerms, ...]:
        text: str = super().clean(value)
        found = []
        for line in filter(str.strip, text.splitlines()):
            try:
                found.append(read_rate(line))
            except LineUnreadable as error:
                told = gettext("This line cannot be read: {line}").format(line=line.strip())
                raise ValidationError(told) from error
        return tuple(found)


class ZoneForm(forms.Form):
    code = forms.SlugField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=120)
    countries = Words(
        label=_("Countries"),
        required=False,
        upper=True,
        help_text=_("Two letters each, such as US, CA. Empty is all."),
    )
    regions = Words(
        label=_("Regions"),
        required=False,
        upper=True,
        help_text=_("Such as US-CA. Empty is all."),
    )
    postcodes = Words(
        label=_("Postal codes"),
        required=False,
        help_text=_("Beginnings such as 94, or ranges such as 1000-1999. Empty is all."),
    )

    def terms(self) -> ZoneTerms:
        return ZoneTerms(**self.cleaned_data)


class MethodForm(forms.Form):
    code = forms.SlugField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=120)
    rates = Rates(
        label=_("Prices"),
        required=False,
        help_text=_(
            "One line a zone and currency: us USD: 0 = 5.90, 100 = 0 costs 5.90, and nothing "
            "from 100 on. Besides: us USD by weight: 0 = 4.90, 1000 = 7.90 (grams), "
            "; free from 200, ; 2-5 days."
        ),
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None is all of them."),
    )
    tax_class = forms.ChoiceField(label=_("Tax class"), required=False)
    position = forms.IntegerField(label=_("Position"), min_value=0, max_value=10_000, initial=0)
    is_active = forms.BooleanField(label=_("Offered"), required=False, initial=True)

    def offer(self, *, channels: Iterable[tuple[str, str]], taxes: Iterable[str]) -> None:
        given: dict[str, Any] = {**self.fields}
        given["channels"].choices = list(channels)
        given["tax_class"].choices = [("", "–"), *((each, each) for each in taxes)]

    def terms(self) -> MethodTerms:
        given = self.cleaned_data
        return MethodTerms(**{**given, "channels": tuple(given["channels"])})


def told_of_zone(zone: ZoneTerms) -> dict[str, str]:
    return {
        "code": zone.code,
        "name": zone.name,
        "countries": ", ".join(zone.countries),
        "regions": ", ".join(zone.regions),
        "postcodes": ", ".join(zone.postcodes),
    }


def told_of_method(method: MethodTerms) -> dict[str, Any]:
    return {
        "code": method.code,
        "name": method.name,
        "rates": "\n".join(write_rate(rate) for rate in method.rates),
        "channels": list(method.channels),
        "tax_class": method.tax_class,
        "position": method.position,
        "is_active": method.is_active,
    }
