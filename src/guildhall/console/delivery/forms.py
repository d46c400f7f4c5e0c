"""What somebody fills in about carriers."""

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.console.payments.forms import NAMED, Pairs
from guildhall.console.shell.vendors import vendor_name
from guildhall.fulfillment.operations import AccountTerms
from guildhall.fulfillment.queries import SENDER
from guildhall.fulfillment.types import AccountCard, Address, DeliveryRuleCard


class AccountForm(forms.Form):
    code = forms.SlugField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=120)
    vendor = forms.ChoiceField(label=_("Carrier"))
    live = forms.BooleanField(
        label=_("Real parcels"), required=False, help_text=_("Otherwise it is for trying out.")
    )
    secrets = Pairs(
        label=_("Keys"),
        required=False,
        help_text=_("One a line: name = value. They are never shown again."),
    )
    settings = Pairs(label=_("Settings"), required=False, help_text=NAMED)

    def offer(self, vendors: dict[str, tuple[str, ...]]) -> None:
        """Offer who is known here, and say which keys each needs."""
        choices = [
            (code, f"{vendor_name(code)} ({', '.join(needed)})" if needed else vendor_name(code))
            for code, needed in sorted(vendors.items())
        ]
        self.fields["vendor"].choices = choices  # type: ignore[attr-defined] # a choice field's own

    def fix(self, account: AccountCard) -> None:
        """Let what names an account stay what it is."""
        for name, value in (("code", account.code), ("vendor", account.vendor)):
            self.fields[name].disabled = True
            self.fields[name].initial = value

    def terms(self, sender: dict[str, Any], *, is_active: bool) -> AccountTerms:
        given = self.cleaned_data
        place = {f"{SENDER}{name}": told for name, told in sender.items() if told}
        return AccountTerms(
            name=given["name"],
            vendor=given["vendor"],
            live=given["live"],
            is_active=is_active,
            settings={**given["settings"], **place},
            secrets=given["secrets"],
        )


def told_of(account: AccountCard) -> dict[str, Any]:
    """Return an account as the form shows it; of its keys nothing."""
    place = {f"{SENDER}{each.name}" for each in fields(Address)}
    plain = {name: told for name, told in account.settings.items() if name not in place}
    return {
        "name": account.name,
        "live": account.live,
        "settings": "\n".join(f"{name} = {told}" for name, told in plain.items()),
    }


def sender_in(account: AccountCard) -> dict[str, str]:
    names = [each.name for each in fields(Address)]
    return {name: account.settings.get(f"{SENDER}{name}", "") for name in names}


class RuleForm(forms.Form):
    carrier = forms.CharField(
        label=_("Carrier"), max_length=60, required=False, help_text=_("Empty is any.")
    )
    service = forms.CharField(
        label=_("Service"), max_length=60, required=False, help_text=_("Empty is any.")
    )
    late_after_days = forms.IntegerField(label=_("Late after days"), min_value=1, max_value=365)
    stuck_after_days = forms.IntegerField(
        label=_("Stuck after days without news"), min_value=1, max_value=365
    )

    def rule(self) -> DeliveryRuleCard:
        return DeliveryRuleCard(**self.cleaned_data)
