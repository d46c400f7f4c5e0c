"""What people may send to their account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.kernel.money import Money
from tenants.visits.states import Access, VisitKind

HOW_FAR = [
    (Access.OFF, _("Nobody comes in")),
    (Access.READ_ONLY, _("May look")),
    (Access.AS_ROLE, _("May look, or work in operations")),
]


class ChangeForm(forms.Form):
    """What the change was said to cost: it is not charged if it costs more by now."""

    due = forms.DecimalField(max_digits=18, decimal_places=4, widget=forms.HiddenInput)
    currency = forms.CharField(max_length=3, widget=forms.HiddenInput)

    def agreed(self) -> Money:
        return Money(self.cleaned_data["due"], self.cleaned_data["currency"])


class AccessForm(forms.Form):
    """How far each kind of visitor is let in; the fields are named as the kinds are."""

    support = forms.ChoiceField(label=_("Support of the platform"), choices=HOW_FAR)
    group = forms.ChoiceField(label=_("People of the group"), choices=HOW_FAR)

    def wanted(self) -> dict[VisitKind, Access]:
        return {kind: Access(self.cleaned_data[kind]) for kind in VisitKind}


class DomainForm(forms.Form):
    host = forms.CharField(
        label=_("Domain"), max_length=253, help_text=_("Such as shop.example.com.")
    )
