"""The page on which a person sees where they are signed in, and signs out there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.identity.operations import end_other_sessions, end_session
from guildhall.identity.queries import list_sessions
from guildhall.kernel import clock
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import NotPermitted


@require_safe
@page(own_account=True)
def show_sessions(request: HttpRequest) -> HttpResponse:
    key = request.session.session_key or ""
    sessions = list_sessions(_person(request), current=key, at=clock.now())
    context = {"title": _("Where you are signed in"), "sessions": sessions}
    return render(request, "account/sessions.html", context)


@require_POST
@page(own_account=True)
def leave_session(request: HttpRequest, number: int) -> HttpResponse:
    end_session(number, user=_person(request), stamp=stamp_of(request))
    messages.success(request, _("You are signed out there."))
    return redirect("account_sessions")


@require_POST
@page(own_account=True)
def leave_other_sessions(request: HttpRequest) -> HttpResponse:
    key = request.session.session_key or ""
    end_other_sessions(user=_person(request), but=key, stamp=stamp_of(request))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("account_sessions")


def _person(request: HttpRequest) -> UUID:
    """Return who is signed in here; a visitor has no sessions of their own in this company."""
    user = actor_of(request).id
    if user is None:
        raise NotPermitted(permission="")
    return user
