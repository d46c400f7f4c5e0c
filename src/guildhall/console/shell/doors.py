"""The door of every page: who is there, may they come in, and how a no is told."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate
from urllib.parse import urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from guildhall.identity.queries import actor_of_staff, is_session_over
from guildhall.kernel import clock
from guildhall.kernel.http import refusal_for, stamp_of
from guildhall.kernel.idempotency import once
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Actor, Stamp

SIGN_IN = "account_login"
PAGES = {403: "403.html", 404: "404.html"}

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def page[**P](permission: str = "") -> Callable[[View[P]], View[P]]:
    """Open a view to staff who hold `permission` in any scope; others are told so.

    Sets `request.actor`; config sets `request.visitor` for those who are no staff of this
    schema. Which rows the view reaches is its queries' to filter. A refusal
    that leaves the view is told on a page of its own.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def behind_the_door(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            actor: Actor | None = getattr(request, "visitor", None)
            if actor is None:
                if not _is_signed_in(request):
                    return _to_sign_in(request)
                actor = actor_of_staff(request.user)  # type: ignore[arg-type]
            request.actor = actor  # type: ignore[attr-defined]
            try:
                if permission:
                    actor.reach(permission)
                response = view(request, *args, **kwargs)
            except (Refusal, OperationalError, InterfaceError) as error:
                response = refused(request, refusal_for(error, request))
            add_never_cache_headers(response)
            return response

        return behind_the_door

    return decorate


def actor_of(request: HttpRequest) -> Actor:
    """Return who is behind the door."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def act_once(request: HttpRequest, act: Callable[[Stamp], object], *, key: str = "") -> None:
    """Do what a form asks, once per form: a second click finds it done.

    The form holds `{% form_token %}`; `key` tells apart what one form does to many things.
    """
    stamp = stamp_of(request)
    token = request.POST.get("token", "") + key
    once(stamp.by.name, path=request.path, key=token, run=lambda: act(stamp))


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return a refusal as a whole page."""
    template = PAGES.get(refusal.status, "shell/refused.html")
    return render(request, template, {"problem": refusal}, status=refusal.status)


def _is_signed_in(request: HttpRequest) -> bool:
    if not request.user.is_authenticated:
        return False
    if is_session_over(request.session, at=clock.now()):
        logout(request)
        return False
    return True


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to sign-in and back; a form that was sent is not sent again."""
    if request.headers.get("HX-Request"):
        here = urlsplit(request.headers.get("HX-Current-URL", "/"))
        back = f"{here.path}?{here.query}" if here.query else here.path
        query = urlencode({REDIRECT_FIELD_NAME: back})
        return HttpResponse(headers={"HX-Redirect": f"{resolve_url(SIGN_IN)}?{query}"})
    back = request.get_full_path() if request.method == "GET" else "/"
    return redirect_to_login(back, SIGN_IN)
