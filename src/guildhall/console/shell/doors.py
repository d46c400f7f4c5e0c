"""The door of every page: who is there, may they come in, and how a no is told."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from guildhall.console.shell.addresses import page_behind
from guildhall.console.shell.freshness import OnlyOwnPeople, ask_again
from guildhall.identity.queries import admit_staff, is_fresh
from guildhall.kernel import clock
from guildhall.kernel.http import refusal_for, stamp_of
from guildhall.kernel.idempotency import once
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Actor, Stamp

SIGN_IN = "account_login"
PAGES = {403: "403.html", 404: "404.html"}

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page[**P](
    permission: str = "", *, fresh: bool = False, own_account: bool = False
) -> Callable[[View[P]], View[P]]:
    """Open a view to staff who hold `permission` in any scope; others are told so.

    `fresh` is for sensitive acts: whoever last proved more than five minutes ago who they are
    is asked to do so again, and comes back to the page, or to the form they were sending.
    `own_account` is for the pages on which a person looks after their own account: open also
    to who must set up a second factor before anything else.

    Sets `request.actor`; config sets `request.visitor` for those who are no staff of this
    schema. Which rows the view reaches is its queries' to filter. A refusal
    that leaves the view is told on a page of its own.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def behind_the_door(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            stopped = _let_in(request, own_account=own_account)
            if stopped is not None:
                return stopped
            try:
                if permission:
                    actor_of(request).reach(permission)
                if fresh and not _is_fresh(request):
                    return ask_again(request)
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


def _let_in(request: HttpRequest, *, own_account: bool) -> HttpResponse | None:
    """Set `request.actor`; return where to go first who may not come in yet."""
    actor: Actor | None = getattr(request, "visitor", None)
    if actor is None:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        actor, second_step_is_due = admit_staff(request.user, at=clock.now())
        if second_step_is_due and not own_account:
            return redirect("mfa_index")
    request.actor = actor  # type: ignore[attr-defined]
    return None


def _is_fresh(request: HttpRequest) -> bool:
    if hasattr(request, "visitor"):
        raise OnlyOwnPeople
    return is_fresh(request, at=clock.now())


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to sign-in and back; a form that was sent is not sent again."""
    if request.headers.get("HX-Request"):
        query = urlencode({REDIRECT_FIELD_NAME: page_behind(request)})
        return HttpResponse(headers={"HX-Redirect": f"{resolve_url(SIGN_IN)}?{query}"})
    back = request.get_full_path() if request.method == "GET" else "/"
    return redirect_to_login(back, SIGN_IN)
