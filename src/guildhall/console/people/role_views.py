"""Pages of roles: parse, ask one query or call one operation, show."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.people.asking import ask_whether, is_sure
from guildhall.console.people.forms import RoleForm
from guildhall.console.people.roles import (
    RolePage,
    difference,
    get_role_list,
    get_role_page,
    rights_of,
)
from guildhall.console.people.words import ACTIONS
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.identity.operations import create_role, delete_role, edit_role
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp

EDIT = "staff:edit"


@require_safe
@page("staff:view")
def show_list(request: HttpRequest) -> HttpResponse:
    context = {
        "title": gettext("Roles"),
        "crumbs": _crumbs()[:1],
        "found": get_role_list(actor=actor_of(request)),
    }
    return render(request, "console/people/roles.html", context)


@require_safe
@page("staff:view")
def show(request: HttpRequest, code: str) -> HttpResponse:
    found = get_role_page(code, actor=actor_of(request))
    context = {
        "title": found.line.name,
        "crumbs": _crumbs(),
        "found": found,
        "actions": ACTIONS.values(),
    }
    return render(request, "console/people/role.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT, fresh=True)
def create(request: HttpRequest) -> HttpResponse:
    """Ask what a new role gives, starting from one that there is (`like`), and make it."""
    like = request.GET.get("like", "")
    initial = {"rights": sorted(rights_of(_found(request, like).line.card))} if like else {}
    form = RoleForm(request.POST or None, initial=initial)
    title = gettext("Make a role")
    if not form.is_valid():
        return _edit(request, form, title=title)
    rights = form.cleaned_data["rights"]
    if not is_sure(request):
        asked = {"title": gettext("Make the role {name}?").format(name=form.cleaned_data["name"])}
        return ask_whether(request, _asked(None, rights, **asked, back=reverse("people:new-role")))
    made: list[str] = []

    def make(stamp: Stamp) -> None:
        name = form.cleaned_data["name"]
        made.append(create_role(name, capabilities=rights, stamp=stamp))

    try:
        act_once(request, make)
    except Refusal as refusal:
        return _edit(request, form, title=title, problem=refusal)
    messages.success(request, gettext("The role can be given now."))
    return redirect("people:role", made[0]) if made else redirect("people:roles")


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT, fresh=True)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what a role is to give, say what changes and for how many, and change it."""
    found = _found(request, code)
    card = found.line.card
    initial = {"name": card.name, "version": card.version, "rights": sorted(rights_of(card))}
    form = RoleForm(request.POST or None, initial=initial)
    title = gettext("Edit {role}").format(role=found.line.name)
    if not form.is_valid():
        return _edit(request, form, title=title, found=found)
    given = form.cleaned_data
    if not is_sure(request):
        asked = {"title": gettext("Change {role}?").format(role=found.line.name)}
        back = reverse("people:edit-role", args=[code])
        return ask_whether(request, _asked(found, given["rights"], **asked, back=back))

    def change(stamp: Stamp) -> None:
        edit_role(
            code,
            name=given["name"],
            capabilities=given["rights"],
            version=given["version"],
            stamp=stamp,
        )

    try:
        act_once(request, change)
    except Refusal as refusal:
        return _edit(request, form, title=title, found=found, problem=refusal)
    messages.success(request, gettext("The role is changed for everybody who holds it."))
    return redirect("people:role", code)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT, fresh=True)
def delete(request: HttpRequest, code: str) -> HttpResponse:
    found = _found(request, code)
    context: dict[str, object] = {
        "title": gettext("Delete {role}?").format(role=found.line.name),
        "note": gettext("Nobody can be given it any more. The history keeps what it gave."),
        "button": gettext("Delete role"),
        "back": reverse("people:role", args=[code]),
        "crumbs": _crumbs(),
        "danger": True,
    }
    if request.method != "POST":
        return ask_whether(request, context)
    try:
        act_once(request, lambda stamp: delete_role(code, stamp=stamp))
    except Refusal as refusal:
        return ask_whether(request, {**context, "problem": refusal})
    messages.success(request, gettext("The role is deleted."))
    return redirect("people:roles")


def _found(request: HttpRequest, code: str) -> RolePage:
    return get_role_page(code, actor=actor_of(request))


def _asked(
    found: RolePage | None, rights: list[str], *, title: str, back: str
) -> dict[str, object]:
    return {
        "title": title,
        "crumbs": _crumbs(),
        "role": difference(found.line.card if found else None, rights),
        "changes": True,
        "button": gettext("Save role"),
        "back": back,
    }


def _edit(
    request: HttpRequest,
    form: RoleForm,
    *,
    title: str,
    found: RolePage | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    context = {
        "title": title,
        "crumbs": _crumbs(),
        "form": form,
        "actions": ACTIONS.values(),
        "holders": found.line.card.holders if found else 0,
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.is_bound else 200
    return render(request, "console/people/edit_role.html", context, status=status)


def _crumbs() -> list[Crumb]:
    return [
        Crumb(gettext("People"), reverse("people:list")),
        Crumb(gettext("Roles"), reverse("people:roles")),
    ]
