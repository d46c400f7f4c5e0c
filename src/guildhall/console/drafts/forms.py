"""What people fill in on pages of drafts."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guildhall.checkout.types import Contact, NewCart
from guildhall.orders.types import CartLine
from guildhall.organization.queries import get_site
from guildhall.organization.types import SiteCard


class DraftForm(forms.Form):
    site = forms.ChoiceField(label=_("Site"))
    name = forms.CharField(label=_("Customer"), max_length=120, required=False)
    email = forms.EmailField(label=_("Email"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    lines = forms.CharField(
        label=_("Lines"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One SKU a line, and how many: APPLE 2"),
    )
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, help_text=_("For people here.")
    )

    def offer(self, sites: Iterable[SiteCard]) -> None:
        choices = [(str(site.number), site.name) for site in sites]
        self.fields["site"].choices = choices  # type: ignore[attr-defined] # a choice field

    def clean_lines(self) -> tuple[CartLine, ...]:
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["lines"].splitlines())):
            sku, _space, quantity = line.partition(" ")
            try:
                found.append(CartLine(sku, Decimal(quantity.strip() or "1")))
            except InvalidOperation:
                told = gettext("“{line}” is no SKU with a number.").format(line=line[:80])
                raise forms.ValidationError(told) from None
        return tuple(found)

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
