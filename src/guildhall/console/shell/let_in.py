"""The page on which a person sees the apps that they let in, and puts them out again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.rights import words_for
from guildhall.identity.oauth.operations import uninstall_app
from guildhall.identity.oauth.queries import list_let_in
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import NotPermitted


@require_safe
@page(own_account=True)
def show_apps(request: HttpRequest) -> HttpResponse:
    apps = [
        (app, words_for((*app.capabilities, *app.claims))) for app in list_let_in(_person(request))
    ]
    context = {"title": _("Apps you let in"), "apps": apps}
    return render(request, "account/apps.html", context)


@require_POST
@page(own_account=True)
def take_back(request: HttpRequest, client_id: str) -> HttpResponse:
    uninstall_app(client_id, user=_person(request), stamp=stamp_of(request))
    messages.success(request, _("The app may do nothing in your name any more."))
    return redirect("oauth_apps")


def _person(request: HttpRequest) -> UUID:
    """Return who is signed in here; a visitor has let no app in."""
    user = actor_of(request).id
    if user is None:
        raise NotPermitted(permission="")
    return user
