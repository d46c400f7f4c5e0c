"""By what a person is found. It travels in forms, never in addresses, which are logged."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ContactForm(forms.Form):
    contact = forms.CharField(
        label=_("Email address or phone number"),
        max_length=254,
        help_text=_("As they gave it with an order, or as they sign in here."),
    )
