"""What somebody who wants a company fills in."""

from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from tenants.openings.types import NewOpening
from tenants.types import PlanCard


class StartForm(forms.Form):
    """`website` is for machines that fill in whatever they find; people do not see it."""

    name = forms.CharField(
        label=_("Company name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    slug = forms.CharField(
        label=_("Address"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "hx-get": reverse_lazy("landing:check"),
                "hx-trigger": "input changed delay:350ms",
                "hx-target": "#slug-says",
            }
        ),
    )
    person = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    plan = forms.ChoiceField(label=_("Plan"))
    terms = forms.BooleanField(label=_("I accept the terms of use."))
    website = forms.CharField(required=False, max_length=200)

    def offer(self, plans: Iterable[PlanCard]) -> None:
        """Fill the list of plans."""
        self.fields["plan"].choices = [(plan.code, plan.name) for plan in plans]  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).strip().lower()

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))

    def wanted(self) -> NewOpening:
        """Return what a valid form asks for."""
        given = self.cleaned_data
        return NewOpening(
            slug=given["slug"],
            name=given["name"],
            email=given["email"],
            person=given["person"],
            plan=given["plan"],
            language=given["language"],
        )


class AddressForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
