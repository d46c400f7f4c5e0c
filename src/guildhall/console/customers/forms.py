"""What people fill in on pages of customers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guildhall.console.customers.words import KINDS, STATES, WAYS
from guildhall.console.orders.timeline import LOOKED_FOR
from guildhall.customers.queries import groups_in_use
from guildhall.customers.types import AddressDraft, CustomerDraft, CustomerFilter
from guildhall.kernel.stamp import Actor
from guildhall.orders.states import LookReason

ANY = ("", _("Any"))


class CustomerFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=254,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Name, number, email or phone")}
        ),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *KINDS.items()])
    state = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *STATES.items()])
    group = forms.ChoiceField(
        label=pgettext_lazy("customers", "Group"),
        required=False,
        choices=lambda: [ANY, *((code, code) for code in groups_in_use())],
    )
    member = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[ANY, ("1", _("Has signed in")), ("0", _("Guest"))],
    )

    def chosen(self, *, actor: Actor, region: str) -> CustomerFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        member = given.get("member", "")
        return CustomerFilter(
            text=given.get("q", ""),
            region=region,
            kind=given.get("kind", ""),
            state=given.get("state", ""),
            group=given.get("group", ""),
            member=None if member == "" else member == "1",
            scopes=actor.reach("customers:view"),
        )


class LookForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why must you know?"),
        choices=[(str(reason), LOOKED_FOR[reason]) for reason in LookReason],
        help_text=_("Kept in the history, with your name."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Kept in the history. Write no personal data."),
    )


class CustomerForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    contact_name = forms.CharField(label=_("Contact person"), max_length=120, required=False)
    tax_number = forms.CharField(label=_("Tax number"), max_length=40, required=False)
    locale = forms.CharField(
        label=_("Language"), max_length=20, required=False, help_text=_("Such as en or zh-hans.")
    )
    group = forms.CharField(
        label=pgettext_lazy("customers", "Group"),
        max_length=40,
        required=False,
        help_text=_("Whose prices they pay: the customer group of a price list."),
    )

    @property
    def draft(self) -> CustomerDraft:
        given = self.cleaned_data
        return CustomerDraft(**{name: given[name] for name in CustomerForm.base_fields})


class NewCustomerForm(CustomerForm):
    email = forms.CharField(label=_("Email"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    @property
    def contacts(self) -> tuple[str, ...]:
        both = (self.cleaned_data["email"], self.cleaned_data["phone"])
        return tuple(each for each in both if each)


class ContactForm(forms.Form):
    contact = forms.CharField(label=_("Email or phone"), max_length=254)


class AddressForm(forms.Form):
    recipient = forms.CharField(label=_("Recipient"), max_length=120)
    company = forms.CharField(label=_("Company"), max_length=120, required=False)
    line1 = forms.CharField(label=_("Street and number"), max_length=160)
    line2 = forms.CharField(label=_("Second line"), max_length=160, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=80)
    region = forms.CharField(label=_("Region"), max_length=80, required=False)
    country = forms.CharField(label=_("Country"), max_length=2, help_text=_("Two letters."))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    is_shipping_default = forms.BooleanField(label=_("Usual for goods"), required=False)
    is_billing_default = forms.BooleanField(label=_("Usual for invoices"), required=False)

    @property
    def draft(self) -> AddressDraft:
        given: dict[str, Any] = {**self.cleaned_data}
        given["country"] = given["country"].upper()
        return AddressDraft(**given)


class ConsentForm(forms.Form):
    channel = forms.ChoiceField(label=_("Way"), choices=list(WAYS.items()))
    given = forms.ChoiceField(
        label=_("What they said"),
        choices=[("1", _("Wants offers")), ("0", _("Wants no offers"))],
    )
    text_version = forms.CharField(
        label=_("Text"), max_length=40, help_text=_("Which text they have read or heard.")
    )


class MergeForm(forms.Form):
    merged = forms.CharField(
        label=_("Number of the other customer"),
        max_length=32,
        help_text=_("They turn out to be this one."),
    )
