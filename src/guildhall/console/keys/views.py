"""Pages about API keys: which there are, one of them with what it uses, and making one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.keys.forms import KeyForm
from guildhall.console.keys.queries import get_key_list, get_key_page, scope_choices
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.identity.operations import issue_api_key
from guildhall.identity.types import NewKey
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_safe
@page("keys:view")
def show_list(request: HttpRequest) -> HttpResponse:
    found = get_key_list(actor=actor_of(request), at=clock.now())
    return render(request, "console/keys/list.html", {"title": _("API keys"), "found": found})


@require_safe
@page("keys:view")
def show(request: HttpRequest, prefix: str) -> HttpResponse:
    found = get_key_page(prefix, actor=actor_of(request), at=clock.now())
    row = found.line.row
    context = {"title": row.name, "crumbs": crumbs(), "found": found, "row": row}
    return render(request, "console/keys/key.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("keys:edit", fresh=True)
def make(request: HttpRequest) -> HttpResponse:
    form = KeyForm(request.POST or None)
    form.offer(scope_choices(actor_of(request)))
    if not form.is_valid():
        return _ask(request, form)
    made: list[NewKey] = []

    def issue(stamp: Stamp) -> None:
        rights = tuple(form.cleaned_data["rights"])
        name = form.cleaned_data["name"]
        made.append(issue_api_key(name, capabilities=rights, terms=form.terms, stamp=stamp))

    try:
        act_once(request, issue)
    except Refusal as refusal:
        return _ask(request, form, problem=None if form.point_at(refusal) else refusal)
    return show_once(request, made, title=_("The key is made"))


def crumbs() -> list[Crumb]:
    return [Crumb(_("API keys"), reverse("keys:list"))]


def show_once(request: HttpRequest, made: list[NewKey], *, title: str) -> HttpResponse:
    """Show a key this once; a second click has nothing to show."""
    context = {"title": title, "crumbs": crumbs(), "made": made[0] if made else None}
    return render(request, "console/keys/made.html", context)


def _ask(request: HttpRequest, form: KeyForm, *, problem: Refusal | None = None) -> HttpResponse:
    status = problem.status if problem else 422 if form.is_bound else 200
    context = {"title": _("Make an API key"), "crumbs": crumbs(), "form": form}
    context["problem"] = problem
    return render(request, "console/keys/make.html", context, status=status)
