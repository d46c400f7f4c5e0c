"""Where a person lets an app in, and where an app asks them to sign out."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.csp import CSP
from django.views.decorators.http import require_http_methods

from guildhall.console.shell.doors import SIGN_IN, actor_of, page
from guildhall.console.shell.rights import words_for
from guildhall.identity.oauth.queries import ask_consent
from guildhall.identity.oauth.server.authorization import (
    Asked,
    CannotReturn,
    SentBack,
    leads_to,
    let_in,
    read_authorization,
)
from guildhall.identity.oauth.server.logout import Leaving, leave, read_logout
from guildhall.identity.oauth.types import ConsentAsked
from guildhall.identity.states import SIGNED_IN_AT
from guildhall.kernel import clock
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal


@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponseBase:
    """Answer an app that sends somebody here to be let in."""
    response: HttpResponseBase
    try:
        asked = read_authorization(request)
    except SentBack as told:
        response = _away(request, told.location)
    except CannotReturn as told:
        response = render(request, "shell/consent_refused.html", {"told": told}, status=400)
    else:
        response = _signed_in(request, asked)
    add_never_cache_headers(response)
    # Not `no-referrer`: a browser would send the form without its origin, and be refused.
    response["Referrer-Policy"] = "same-origin"
    return response


def _signed_in(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """Lead to sign-in whoever is not there, or not lately enough, unless the app forbids it."""
    stale = request.user.is_authenticated and _is_stale(request, asked)
    if asked.prompt == "none" and (stale or not request.user.is_authenticated):
        return _away(request, asked.refusal("login_required"))
    if stale and request.method == "GET":
        logout(request)
        query = request.GET.copy()
        query.pop("prompt", None)
        return redirect_to_login(f"{request.path}?{query.urlencode()}", SIGN_IN)
    return _ask(request, asked)


def _is_stale(request: HttpRequest, asked: Asked) -> bool:
    if asked.prompt == "login":
        return True
    if asked.max_age is None:
        return False
    return clock.now() - _signed_in_at(request) > timedelta(seconds=asked.max_age)


def _signed_in_at(request: HttpRequest) -> datetime:
    return datetime.fromisoformat(request.session[SIGNED_IN_AT])


@page()
def _ask(request: HttpRequest, asked: Asked) -> HttpResponse:
    if asked.prompt == "none":
        return _silently(request, asked)
    wanted = ask_consent(asked.wish, by=actor_of(request))
    if request.method == "POST":
        return _decided(request, asked)
    if wanted.is_remembered and asked.prompt != "consent":
        return _let_in(request, asked)
    return _shown(request, asked, wanted)


def _silently(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Answer without a word to the person: only what they have agreed to before will do."""
    try:
        remembered = ask_consent(asked.wish, by=actor_of(request)).is_remembered
    except Refusal:
        remembered = False
    if not remembered:
        return _away(request, asked.refusal("consent_required"))
    return _let_in(request, asked)


def _decided(request: HttpRequest, asked: Asked) -> HttpResponse:
    if request.POST.get("decision") == "allow":
        return _let_in(request, asked)
    return _away(request, asked.refusal("access_denied"))


def _let_in(request: HttpRequest, asked: Asked) -> HttpResponse:
    location = let_in(asked, signed_in_at=_signed_in_at(request), stamp=stamp_of(request))
    return _away(request, location)


def _shown(request: HttpRequest, asked: Asked, wanted: ConsentAsked) -> HttpResponse:
    context = {
        "asked": wanted,
        "rights": words_for(wanted.capabilities),
        "withheld": words_for(wanted.withheld),
        "claims": words_for(wanted.claims),
        "leads_to": leads_to(asked.redirect_uri),
    }
    response = render(request, "shell/consent.html", context)
    # Browsers hold the redirect that answers a form to this as well.
    response._csp_config = {  # type: ignore[attr-defined] # noqa: SLF001 - as Django's own decorator
        **settings.SECURE_CSP,
        "form-action": [CSP.SELF, leads_to(asked.redirect_uri)],
    }
    return response


def _away(request: HttpRequest, location: str) -> HttpResponse:
    """Send a person to the app; never by a method or a policy that would not let them go."""
    if request.method == "GET" and request.headers.get("Sec-Fetch-Site") == "same-origin":
        # They come from our sign-in form, whose policy also binds the redirects after it.
        context = {"location": location, "leads_to": leads_to(location)}
        response = render(request, "shell/onward.html", context)
        response["Refresh"] = f"0; url={location}"
        return response
    return HttpResponse(status=303, headers={"Location": location})


@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Sign somebody out at an app's wish: at once where it proves whom it means, else asked."""
    leaving = read_logout(request)
    is_theirs = bool(leaving.sid) and leaving.subject == str(request.user.pk)
    response: HttpResponseBase
    if not request.user.is_authenticated:
        response = _gone(request, leaving)
    elif request.method == "POST" or is_theirs:
        response = _sign_out(request, leaving)
    else:
        response = render(request, "shell/leave.html", {"app": leaving.app})
    add_never_cache_headers(response)
    return response


@page()
def _sign_out(request: HttpRequest, leaving: Leaving) -> HttpResponse:
    leave(leaving, stamp=stamp_of(request))
    logout(request)
    return _gone(request, leaving)


def _gone(request: HttpRequest, leaving: Leaving) -> HttpResponse:
    return _away(request, leaving.location or "/")
