"""The page that an invitation's link leads to: set a password, and be in."""

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guildhall.identity.operations import accept_invitation
from guildhall.identity.queries import find_user, get_invitation
from guildhall.kernel import clock
from guildhall.kernel.http import request_id_of
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Actor, Stamp


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least 10 characters; several words are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two passwords differ."))
        return again


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who is invited, take their password, and sign them in."""
    try:
        response = _accept(request, secret)
    except Refusal as refusal:
        context = {"problem": refusal}
        response = render(request, "account/invitation_over.html", context, status=refusal.status)
    add_never_cache_headers(response)
    return response


def _accept(request: HttpRequest, secret: str) -> HttpResponse:
    stamp = Stamp(Actor("visitor", "visitor"), clock.now(), request_id_of(request))
    invited = get_invitation(secret, at=stamp.at)
    form = PasswordForm(request.POST or None)
    if not form.is_valid():
        context = {"form": form, "invited": invited}
        status = 422 if form.is_bound else 200
        return render(request, "account/invitation.html", context, status=status)
    user = accept_invitation(secret, password=form.cleaned_data["password"], stamp=stamp)
    get_adapter().login(request, find_user(user))
    return redirect("/")
