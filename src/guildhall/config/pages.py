"""What pages need and APIs do not: sessions, languages, forms, people, messages.

An API call carries its own credentials and would pay for all of this with every request.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.views.defaults import page_not_found
from django_htmx.middleware import HtmxMiddleware
from redis.exceptions import RedisError

from guildhall.config.documents.audiences import REFERENCES
from guildhall.config.sessions import SessionTimes
from guildhall.config.visits import VisitMiddleware
from guildhall.console.shell.navigation import Frame
from guildhall.identity.errors import SignInClosed
from guildhall.kernel.http import NoSuchPage, problem, refusal_for
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.tenancy import Resolved, TenantState
from guildhall.kernel.tenancy.closed import why_closed

# Of the authorization server only what a person looks at is a page.
OAUTH_PROGRAMS = (
    "/oauth/token",
    "/oauth/introspect",
    "/oauth/revoke",
    "/oauth/device_authorization",
    "/oauth/userinfo",
    "/oauth/jwks.json",
    "/.well-known/",
)
KEYS_ONLY = (
    "/storefront/",
    "/api/",
    "/pos/",
    "/payments/notices/",
    "/carriers/notices/",
    *OAUTH_PROGRAMS,
)
ACCOUNT_PAGES = "/company/plan"
# HQ's API changes nothing and so may also be asked by a person who has signed in.
API = (*KEYS_ONLY, "/hq/v1/")
WHAT_IS_AWAY = (OperationalError, InterfaceError, ProgrammingError, RedisError)


def is_api(request: HttpRequest) -> bool:
    return _lies_under(request, API)


def takes_keys_only(request: HttpRequest) -> bool:
    return _lies_under(request, KEYS_ONLY)


def _lies_under(request: HttpRequest, prefixes: tuple[str, ...]) -> bool:
    """Return whether programs ask here; beside the APIs lie pages about them, for people."""
    path = request.path_info
    return path.startswith(prefixes) and path not in REFERENCES


class PageMiddleware(MiddlewareMixin):
    """Send pages through the chain below and APIs past it.

    Where keys alone are taken nothing may trust a cookie: no session is read there, and no
    form is checked. django-allauth looks for its own middleware in MIDDLEWARE: after this one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        super().__init__(get_response)
        inner = SessionTimes(VisitMiddleware(MessageMiddleware(HtmxMiddleware(get_response))))
        self._csrf = CsrfViewMiddleware(AuthenticationMiddleware(inner))
        localized = LocaleMiddleware(self._csrf)
        self._chain = ContentSecurityPolicyMiddleware(SessionMiddleware(localized))

    def __call__(self, request: HttpRequest) -> Any:
        if takes_keys_only(request):
            return self.get_response(request)
        try:
            return _to_primary(request) or self._chain(request)
        except WHAT_IS_AWAY as error:  # while the session was read: before any view
            page = self.process_exception(request, error)
            if page is None:
                raise
            return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Tell what pages behind no door of ours, allauth's, know no words for."""
        if takes_keys_only(request) or not isinstance(error, (Refusal, *WHAT_IS_AWAY)):
            return None
        if isinstance(error, ProgrammingError):
            moving = why_closed(error)
            return None if moving is None else _resting(request, moving)
        told = SignInClosed() if isinstance(error, RedisError) else refusal_for(error, request)
        return _resting(request, told)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *arguments: Any
    ) -> HttpResponseBase | None:
        if takes_keys_only(request):
            return None
        return self._csrf.process_view(request, view, *arguments)


def _to_primary(request: HttpRequest) -> HttpResponse | None:
    """Send a page on to the company's primary host; programs are served where they ask."""
    tenant: Resolved | None = getattr(request, "tenant", None)
    if tenant is None or not tenant.primary or is_api(request):
        return None
    _host, colon, port = request.get_host().partition(":")
    there = f"{request.scheme}://{tenant.primary}{colon}{port}{request.get_full_path()}"
    return HttpResponsePermanentRedirect(there, preserve_request=True)


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponseBase:
    """Tell why a host serves nothing just now: people by a page, programs by a problem."""
    tenant: Resolved | None = getattr(request, "tenant", None)
    if tenant is not None and tenant.state is TenantState.SUSPENDED:
        refusal.facts["restore_at"] = ACCOUNT_PAGES
    if request.headers.get("HX-Request") and not is_api(request):
        return HttpResponse(headers={"HX-Refresh": "true"})
    if is_api(request) or "text/html" not in request.headers.get("Accept", ""):
        return problem(request, refusal)
    # In a chain of its own: in no scope, so that nothing is asked of any schema.
    page: HttpResponseBase = PageMiddleware(lambda inner: _resting(inner, refusal))(request)
    return page


def _resting(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    tenant: Resolved | None = getattr(request, "tenant", None)
    frame = Frame(tenant.name if tenant else "Guildhall")
    # No messages: they may lie in a session that cannot be read just now.
    context = {
        "problem": refusal,
        "frame": frame,
        "account": refusal.facts.get("restore_at"),
        "messages": (),
    }
    page = render(request, "shell/resting.html", context, status=refusal.status)
    page["Cache-Control"] = "no-store"
    if refusal.retry_after is not None:
        page["Retry-After"] = str(refusal.retry_after)
        if request.method == "GET":
            page["Refresh"] = str(refusal.retry_after)
    return page


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell programs with a problem document and people with a page."""
    if is_api(request):
        return problem(request, NoSuchPage())
    return page_not_found(request, exception)
