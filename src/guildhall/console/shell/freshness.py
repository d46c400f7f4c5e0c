"""What is asked of a person before a sensitive act: prove once more that it is you.

A form that was sent meanwhile is kept in the session and offered again afterwards, so that
nothing typed is lost and nothing happens without a click.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from guildhall.console.shell.addresses import page_behind
from guildhall.kernel.refusals import N_, Refusal

SUSPENDED = "suspended_form"
LONGEST_FORM = 32_768
NOT_KEPT = frozenset({"csrfmiddlewaretoken"})


class OnlyOwnPeople(Refusal):
    code = "console.only_own_people"
    message = N_("Only people of this company can do this, after they have proved who they are.")
    status = 403


def ask_again(request: HttpRequest) -> HttpResponse:
    """Lead to the proof and back: to the page, or to the form that was being sent."""
    back = request.get_full_path()
    if request.method != "GET":
        back = reverse("account_resume") if _suspend(request) else page_behind(request)
    query = urlencode({REDIRECT_FIELD_NAME: back})
    there = f"{reverse('account_reauthenticate')}?{query}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)


def _suspend(request: HttpRequest) -> bool:
    """Keep a form for a moment; what is too long or holds files is asked for again."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_KEPT and "password" not in name
        for value in values
    ]
    length = sum(len(name) + len(str(value)) for name, value in fields)
    if request.FILES or length > LONGEST_FORM:
        return False
    kept: dict[str, Any] = {
        "path": request.get_full_path(),
        "fields": fields,
        "page": page_behind(request),
    }
    request.session[SUSPENDED] = kept
    return True


@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """Show the form that was interrupted, ready to be sent again by one click."""
    kept = request.session.pop(SUSPENDED, None)
    if kept is None or not request.user.is_authenticated:
        return redirect("/")
    response = render(request, "account/resume.html", kept)
    add_never_cache_headers(response)
    return response
