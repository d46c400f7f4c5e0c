"""What a page's address asks for."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from guildhall.hq.errors import SpanInvalid
from guildhall.hq.types import Asked, Preset


class SpanForm(forms.Form):
    """Days from and to; what else the address says is carried along unseen."""

    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    span = forms.ChoiceField(required=False, choices=[(each.value, each.value) for each in Preset])
    group = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    currency = forms.RegexField(r"^[A-Z]{3}$", required=False, widget=forms.HiddenInput)


def asked_of(query: QueryDict, *, otherwise: Preset) -> Asked:
    """Return what an address asks for. Refuses with SpanInvalid."""
    form = SpanForm(query)
    if not form.is_valid():
        raise SpanInvalid(errors={name: str(errors[0]) for name, errors in form.errors.items()})
    found = form.cleaned_data
    return Asked(
        group=found["group"],
        since=found["since"],
        until=found["until"],
        preset=Preset(found["span"]) if found["span"] else None,
        currency=found["currency"],
        otherwise=otherwise,
    )
