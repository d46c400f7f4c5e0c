"""What people fill in on pages of drafts."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guildhall.checkout.types import Contact, NewCart
from guildhall.orders.types import CartLine
from guildhall.organization.queries import get_site
from guildhall.organization.types import SiteCard

LINES = _("One SKU a line, and how many: APPLE 2")


class Lines(forms.CharField):
    """Lines of a cart, one SKU a line with how many."""

    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})

    def clean(self, value: Any) -> tuple[CartLine, ...]:
        found = []
        text: str = super().clean(value)
        for line in filter(None, map(str.strip, text[:10_000].splitlines())):
            sku, _space, quantity = line.partition(" ")
            try:
                found.append(CartLine(sku, Decimal(quantity.strip() or "1")))
            except InvalidOperation:
                told = gettext("“{line}” is no SKU with a number.").format(line=line[:80])
                raise forms.ValidationError(told) from None
        return tuple(found)


class LinesForm(forms.Form):
    lines = Lines(label=_("Lines"), help_text=LINES)
    version = forms.CharField(max_length=10, widget=forms.HiddenInput)


class DraftForm(forms.Form):
    site = forms.ChoiceField(label=_("Site"))
    name = forms.CharField(label=_("Customer"), max_length=120, required=False)
    email = forms.EmailField(label=_("Email"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    lines = Lines(label=_("Lines"), help_text=LINES)
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, help_text=_("For people here.")
    )

    def offer(self, sites: Iterable[SiteCard]) -> None:
        choices = [(str(site.number), site.name) for site in sites]
        self.fields["site"].choices = choices  # type: ignore[attr-defined] # a choice field

    def told(self) -> NewCart:
        given = self.cleaned_data
        site = get_site(int(given["site"]))
        return NewCart(
            site=site,
            currency=site.channel.currency,
            lines=given["lines"],
            contact=Contact(given["name"], given["email"], given["phone"]),
            note=given["note"],
        )


class LinkForm(forms.Form):
    days = forms.IntegerField(label=_("Valid for days"), min_value=1, max_value=30, initial=3)
