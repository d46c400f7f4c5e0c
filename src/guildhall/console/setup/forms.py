"""What somebody who sets up a company fills in."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.identity.states import Role

ZONES = sorted(available_timezones())
ROLES = [
    (Role.OPERATIONS.value, _("Operations: works on orders and stock")),
    (Role.READ_ONLY.value, _("Read-only: sees, changes nothing")),
    (Role.OWNER.value, _("Owner: may do everything")),
]


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


class ColleagueForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
