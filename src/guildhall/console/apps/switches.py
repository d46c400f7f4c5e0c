"""An app's secret, whether it is on, and whom it may act for: each asked for before it is done."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guildhall.console.apps.forms import InstallForm, UninstallForm
from guildhall.console.apps.views import about, show_made
from guildhall.console.shell.doors import act_once, page
from guildhall.identity.oauth.operations import (
    disable_app,
    enable_app,
    install_app,
    rotate_app_secret,
    uninstall_app,
)
from guildhall.identity.oauth.queries import get_app
from guildhall.identity.oauth.types import AppInFull, NewSecret
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp

ASKS = ["GET", "HEAD", "POST"]


@require_http_methods(ASKS)
@page("apps:edit", fresh=True)
def rotate(request: HttpRequest, client_id: str) -> HttpResponse:
    made: list[NewSecret] = []

    def make(stamp: Stamp) -> None:
        made.append(rotate_app_secret(client_id, stamp=stamp))

    words = {
        "title": _("Make a new secret"),
        "text": _("The secret that the app has now stops working at once."),
        "button": _("Make a new secret"),
    }
    app = get_app(client_id)
    if request.method != "POST":
        return _ask(request, app, words)
    try:
        act_once(request, make)
    except Refusal as refusal:
        return _ask(request, app, words, problem=refusal)
    return show_made(request, made, title=_("The app has a new secret"))


@require_http_methods(ASKS)
@page("apps:edit")
def switch_off(request: HttpRequest, client_id: str) -> HttpResponse:
    words = {
        "title": _("Switch the app off"),
        "text": _("It gets no more tokens, and those that it has stop working within a second."),
        "button": _("Switch off"),
        "done": _("The app is off."),
    }
    return _confirmed(request, client_id, words, act=lambda by: disable_app(client_id, stamp=by))


@require_http_methods(ASKS)
@page("apps:edit", fresh=True)
def switch_on(request: HttpRequest, client_id: str) -> HttpResponse:
    words = {
        "title": _("Switch the app on"),
        "text": _("It may act again for everybody who had let it in."),
        "button": _("Switch on"),
        "done": _("The app is on."),
    }
    return _confirmed(request, client_id, words, act=lambda by: enable_app(client_id, stamp=by))


@require_http_methods(ASKS)
@page("apps:edit", fresh=True)
def install(request: HttpRequest, client_id: str) -> HttpResponse:
    app = get_app(client_id)
    given = [each for entry in app.installations if not entry.user for each in entry.capabilities]
    form = InstallForm(request.POST or None, initial={"rights": given})
    form.offer(app.draft.capabilities)
    words = {
        "title": _("Let the app act for the company"),
        "text": _("It does so by itself, whoever is there, until somebody takes it back."),
        "button": _("Install"),
        "done": _("The app is installed."),
    }
    if not form.is_valid():
        return _ask(request, app, words, form=form)

    def put_in(stamp: Stamp) -> None:
        rights = tuple(form.cleaned_data["rights"])
        install_app(client_id, capabilities=rights, stamp=stamp)

    return _confirmed(request, client_id, words, act=put_in, form=form)


@require_http_methods(ASKS)
@page("apps:edit")
def uninstall(request: HttpRequest, client_id: str) -> HttpResponse:
    form = UninstallForm(request.POST if request.method == "POST" else request.GET)
    user: UUID | None = form.cleaned_data["user"] if form.is_valid() else None
    words = {
        "title": _("Take back what the app may do"),
        "text": _("Its sign-ins end, and its tokens stop working within a second."),
        "button": _("Take back"),
        "done": _("The app may do nothing there any more."),
        "user": str(user or ""),
    }
    return _confirmed(
        request, client_id, words, act=lambda by: uninstall_app(client_id, user=user, stamp=by)
    )


def _confirmed(
    request: HttpRequest,
    client_id: str,
    words: dict[str, str],
    *,
    act: Callable[[Stamp], object],
    form: InstallForm | None = None,
) -> HttpResponse:
    """Do what a form has confirmed, or ask."""
    app = get_app(client_id)
    if request.method != "POST":
        return _ask(request, app, words, form=form)
    try:
        act_once(request, act)
    except Refusal as refusal:
        return _ask(request, app, words, form=form, problem=refusal)
    messages.success(request, words["done"])
    return redirect("apps:app", client_id)


def _ask(
    request: HttpRequest,
    app: AppInFull,
    words: dict[str, str],
    *,
    form: InstallForm | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    status = problem.status if problem else 422 if form is not None and form.is_bound else 200
    context = {**about(app), **words, "form": form, "problem": problem}
    return render(request, "console/apps/confirm.html", context, status=status)
