"""Pages for the first things that a company needs. A link is shown once."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guildhall.console.setup.forms import ColleagueForm, StoreForm
from guildhall.console.setup.queries import NOTICE
from guildhall.console.shell.doors import act_once, page
from guildhall.console.shell.parts import Crumb
from guildhall.identity.operations import dismiss_notice, invite_staff
from guildhall.identity.states import Role
from guildhall.identity.types import Invitee
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.organization.operations import open_store


@require_http_methods(["GET", "HEAD", "POST"])
@page("organization:edit")
def add_store(request: HttpRequest) -> HttpResponse:
    form = StoreForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, form, title=_("Add a store"), button=_("Add store"))

    def add(stamp: Stamp) -> None:
        open_store(**form.cleaned_data, stamp=stamp)

    try:
        act_once(request, add)
    except Refusal as refusal:
        return _ask(request, form, title=_("Add a store"), button=_("Add store"), problem=refusal)
    messages.success(request, _("The store is open."))
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
@page("staff:edit", fresh=True)
def invite(request: HttpRequest) -> HttpResponse:
    title, button = _("Invite a colleague"), _("Make link")
    form = ColleagueForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, form, title=title, button=button)
    made: list[str] = []

    def ask_in(stamp: Stamp) -> None:
        given = form.cleaned_data
        invitee = Invitee(given["email"], given["name"], Role(given["role"]))
        made.append(_link(request, invite_staff(invitee, stamp=stamp)))

    try:
        act_once(request, ask_in)
    except Refusal as refusal:
        return _ask(request, form, title=title, button=button, problem=refusal)
    note = _("Send this link to your colleague. It works once, for seven days.")
    return _show_once(request, made, title=title, note=note)


@require_POST
@page()
def dismiss(request: HttpRequest) -> HttpResponse:
    dismiss_notice(NOTICE, stamp=stamp_of(request))
    return redirect("home")


def _link(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("account_invitation", args=[secret]))


def _ask(
    request: HttpRequest, form: Form, *, title: str, button: str, problem: Refusal | None = None
) -> HttpResponse:
    context = {
        "title": title,
        "crumbs": [Crumb(_("Work queue"), reverse("home"))],
        "form": form,
        "button": button,
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.is_bound else 200
    return render(request, "console/setup/form.html", context, status=status)


def _show_once(request: HttpRequest, made: list[str], *, title: str, note: str) -> HttpResponse:
    """Show what was just made; a second click has nothing to show."""
    context = {
        "title": title,
        "crumbs": [Crumb(_("Work queue"), reverse("home"))],
        "made": made[0] if made else "",
        "note": note,
    }
    return render(request, "console/setup/made.html", context)
