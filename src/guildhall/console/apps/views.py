"""Apps: which there are, one of them in full, registering and editing one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.apps.forms import AppForm, EditForm, initial_of
from guildhall.console.apps.words import way_of
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.console.shell.rights import in_words
from guildhall.identity.oauth.operations import edit_app, register_app
from guildhall.identity.oauth.queries import get_app, list_apps, unused_rights
from guildhall.identity.oauth.states import GrantType
from guildhall.identity.oauth.types import AppInFull, NewSecret
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_safe
@page("apps:view")
def show_list(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("Apps"),
        "apps": list_apps(),
        "can_edit": actor_of(request).may("apps:edit"),
    }
    return render(request, "console/apps/list.html", context)


@require_safe
@page("apps:view")
def show(request: HttpRequest, client_id: str) -> HttpResponse:
    app = get_app(client_id)
    context = {
        **about(app),
        "crumbs": [Crumb(_("Apps"), reverse("apps:list"))],
        "unused": in_words(unused_rights(client_id, at=clock.now())),
        "can_edit": actor_of(request).may("apps:edit"),
        "can_install": GrantType.CLIENT in app.grant_types and not app.is_disabled,
    }
    return render(request, "console/apps/app.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("apps:edit", fresh=True)
def register(request: HttpRequest) -> HttpResponse:
    form = AppForm(request.POST or None)
    made: list[NewSecret] = []
    if not form.is_valid():
        return _ask_new(request, form)

    def make(stamp: Stamp) -> None:
        made.append(register_app(form.draft, stamp=stamp))

    try:
        act_once(request, make)
    except Refusal as refusal:
        return _ask_new(request, form, problem=refusal)
    return show_made(request, made, title=_("The app is registered"))


@require_http_methods(["GET", "HEAD", "POST"])
@page("apps:edit", fresh=True)
def edit(request: HttpRequest, client_id: str) -> HttpResponse:
    app = get_app(client_id)
    form = EditForm(request.POST or None, initial=initial_of(app.draft, version=app.version))
    if not form.is_valid():
        return _ask_edit(request, app, form)

    def change(stamp: Stamp) -> None:
        edit_app(client_id, form.draft, version=form.cleaned_data["version"], stamp=stamp)

    try:
        act_once(request, change)
    except Refusal as refusal:
        return _ask_edit(request, app, form, problem=refusal)
    messages.success(request, _("The app is changed."))
    return redirect("apps:app", client_id)


def about(app: AppInFull) -> dict[str, object]:
    """Return what every page about one app says."""
    return {
        "title": app.draft.name,
        "crumbs": [
            Crumb(_("Apps"), reverse("apps:list")),
            Crumb(app.draft.name, reverse("apps:app", args=[app.client_id])),
        ],
        "app": app,
        "way": way_of(app.draft.kind, app.draft.auth_method),
        "rights": in_words(app.draft.capabilities),
    }


def show_made(request: HttpRequest, made: list[NewSecret], *, title: str) -> HttpResponse:
    """Show an app's id and secret, this once; a second click has nothing to show."""
    context = {
        "title": title,
        "crumbs": [Crumb(_("Apps"), reverse("apps:list"))],
        "made": made[0] if made else None,
    }
    return render(request, "console/apps/made.html", context)


def _ask_new(
    request: HttpRequest, form: AppForm, *, problem: Refusal | None = None
) -> HttpResponse:
    context: dict[str, object] = {
        "title": _("Register an app"),
        "crumbs": [Crumb(_("Apps"), reverse("apps:list"))],
        "button": _("Register"),
    }
    return _ask(request, form, context, problem=problem)


def _ask_edit(
    request: HttpRequest, app: AppInFull, form: AppForm, *, problem: Refusal | None = None
) -> HttpResponse:
    context = {**about(app), "title": _("Edit the app"), "button": _("Save")}
    return _ask(request, form, context, problem=problem)


def _ask(
    request: HttpRequest,
    form: AppForm,
    context: dict[str, object],
    *,
    problem: Refusal | None,
) -> HttpResponse:
    if problem is not None:
        form.point_at(problem)
    status = problem.status if problem else 422 if form.is_bound else 200
    page_of = {**context, "form": form, "problem": problem}
    return render(request, "console/apps/form.html", page_of, status=status)
