"""A form for who somebody is and where something is sent, for staff and for customers."""

from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

CODE_LENGTH = 2


class PlaceForm(forms.Form):
    """A contact and an address. What is left empty of the contact stays as it was."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    email = forms.EmailField(label=_("Email"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    country = forms.ChoiceField(label=_("Country"))
    line1 = forms.CharField(label=_("Street and number"), max_length=120)
    line2 = forms.CharField(label=_("More of the address"), max_length=120, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=120)
    region = forms.RegexField(
        r"^([A-Z]{2}-[A-Z0-9]{1,3})?$",
        label=_("State or province"),
        required=False,
        help_text=_("Its code, such as US-CA, where the country has such."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["country"].choices = countries()  # type: ignore[attr-defined] # a choice field

    @property
    def contact(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "email", "phone")}

    @property
    def address(self) -> dict[str, str]:
        names = ("country", "line1", "line2", "postcode", "city", "region", "name", "phone")
        return {name: self.cleaned_data[name] for name in names}


def countries() -> list[tuple[str, str]]:
    """Return codes and names of all countries, in the reader's language and order."""
    named = _locale().territories
    found = [(str(code), str(name)) for code, name in named.items() if _is_country(str(code))]
    return [("", "—"), *sorted(found, key=lambda each: each[1])]


def country_name(code: str) -> str:
    """Return what a country is called in the reader's language."""
    return str(_locale().territories.get(code, code))


def _locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))


def _is_country(code: str) -> bool:
    # EU, UN and the rest of the world are no places that a parcel goes to.
    return len(code) == CODE_LENGTH and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ"}
