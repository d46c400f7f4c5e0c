"""What somebody who sets up a company fills in."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

ZONES = sorted(available_timezones())


class StoreForm(forms.Form):
    code = forms.RegexField(
        r"^[A-Za-z0-9-]{1,20}$",
        label=_("Code"),
        help_text=_("Short and for good, such as S1: letters, digits and hyphens."),
        error_messages={"invalid": _("Use 1 to 20 letters, digits and hyphens.")},
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    city = forms.CharField(label=_("City"), max_length=120)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(zone, zone) for zone in ZONES], initial="UTC"
    )
