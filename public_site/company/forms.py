"""What people may send to their account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.kernel.money import Money


class ChangeForm(forms.Form):
    """What the change was said to cost: it is not charged if it costs more by now."""

    due = forms.DecimalField(max_digits=18, decimal_places=4, widget=forms.HiddenInput)
    currency = forms.CharField(max_length=3, widget=forms.HiddenInput)

    def agreed(self) -> Money:
        return Money(self.cleaned_data["due"], self.cleaned_data["currency"])


class DomainForm(forms.Form):
    host = forms.CharField(
        label=_("Domain"), max_length=253, help_text=_("Such as shop.example.com.")
    )
