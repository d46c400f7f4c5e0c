"""The page on which a person types the code that a device shows, and lets it in."""

from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guildhall.console.shell.doors import page
from guildhall.console.shell.rights import words_for
from guildhall.identity.oauth.operations import approve_device, deny_device, find_device
from guildhall.identity.states import SIGNED_IN_AT
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal


class CodeForm(forms.Form):
    user_code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Eight letters, as the device shows them."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "BCDF-GHJK",
            }
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page()
def connect(request: HttpRequest) -> HttpResponse:
    """Ask for a code, show which device it is, and do what its person decides.

    A link may bring the code along. It is never enough: somebody else may have sent the link,
    so the person compares it with their own device.
    """
    if request.method != "POST":
        return _ask(
            request, CodeForm(initial={"user_code": request.GET.get("user_code", "")[:40]})
        )
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    try:
        return _go_on(request, form.cleaned_data["user_code"])
    except Refusal as refusal:
        return _ask(request, form, problem=refusal)


def _go_on(request: HttpRequest, code: str) -> HttpResponse:
    stamp = stamp_of(request)
    match request.POST.get("decision"):
        case "allow":
            since = request.session.get(SIGNED_IN_AT)
            at = datetime.fromisoformat(since) if since else stamp.at
            approve_device(code, signed_in_at=at, stamp=stamp)
            return render(request, "shell/device_done.html", {"is_in": True})
        case "deny":
            deny_device(code, stamp=stamp)
            return render(request, "shell/device_done.html", {"is_in": False})
        case _:
            found = find_device(code, stamp=stamp)
    context = {
        "code": found.user_code,
        "asked": found.asked,
        "rights": words_for(found.asked.capabilities),
        "withheld": words_for(found.asked.withheld),
    }
    return render(request, "shell/device.html", context)


def _ask(request: HttpRequest, form: CodeForm, *, problem: Refusal | None = None) -> HttpResponse:
    status = problem.status if problem else 422 if form.is_bound else 200
    context = {"form": form, "problem": problem}
    return render(request, "shell/device_code.html", context, status=status)
