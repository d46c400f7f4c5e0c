"""What pages need and APIs do not: sessions, languages, forms, people, messages.

An API call carries its own credentials and would pay for all of this with every request.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils.deprecation import MiddlewareMixin
from django.views.defaults import page_not_found
from django_htmx.middleware import HtmxMiddleware

from guildhall.kernel.http import NoSuchPage, problem

KEYS_ONLY = ("/storefront/", "/api/")
# HQ's API changes nothing and so may also be asked by a person who has signed in.
API = (*KEYS_ONLY, "/hq/v1/")


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API)


def takes_keys_only(request: HttpRequest) -> bool:
    return request.path_info.startswith(KEYS_ONLY)


class PageMiddleware(MiddlewareMixin):
    """Send pages through the chain below and APIs past it.

    Where keys alone are taken nothing may trust a cookie: no session is read there, and no
    form is checked. django-allauth looks for its own middleware in MIDDLEWARE: after this one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        super().__init__(get_response)
        inner = MessageMiddleware(HtmxMiddleware(get_response))
        self._csrf = CsrfViewMiddleware(AuthenticationMiddleware(inner))
        localized = LocaleMiddleware(self._csrf)
        self._chain = ContentSecurityPolicyMiddleware(SessionMiddleware(localized))

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request) if takes_keys_only(request) else self._chain(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *arguments: Any
    ) -> HttpResponseBase | None:
        if takes_keys_only(request):
            return None
        return self._csrf.process_view(request, view, *arguments)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell programs with a problem document and people with a page."""
    if is_api(request):
        return problem(request, NoSuchPage())
    return page_not_found(request, exception)
