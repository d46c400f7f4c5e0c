"""The page on which a company, or HQ, says whose role asks for a second step at sign-in."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.console.shell.rights import ROLES
from guildhall.identity.operations import (
    end_sessions_of,
    forget_second_factors,
    require_second_step,
    waive_second_step,
)
from guildhall.identity.queries import get_person, list_factors, list_second_steps
from guildhall.kernel import clock
from guildhall.kernel.http import stamp_of


@require_safe
@page("staff:edit")
def show_second_steps(request: HttpRequest) -> HttpResponse:
    actor_of(request).must("staff:edit")
    on_platform = getattr(request, "tenant", None) is None
    found = list_second_steps(at=clock.now(), on_platform=on_platform)
    context = {
        "title": _("Who must sign in in two steps"),
        "crumbs": [Crumb(_("Two-step sign-in"), reverse("mfa_index"))],
        "people": list_factors(),
        "rows": [(ROLES.get(step.role) or step.name, step) for step in found],
    }
    return render(request, "account/second_steps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("staff:edit", fresh=True)
def require(request: HttpRequest, role: str) -> HttpResponse:
    return _decide(request, lambda: require_second_step(role, stamp=stamp_of(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@page("staff:edit", fresh=True)
def waive(request: HttpRequest, role: str) -> HttpResponse:
    return _decide(request, lambda: waive_second_step(role, stamp=stamp_of(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@page("staff:edit", fresh=True)
def forget(request: HttpRequest, user: UUID) -> HttpResponse:
    if request.method == "POST":
        return _decide(request, lambda: forget_second_factors(user, stamp=stamp_of(request)))
    person = get_person(user, at=clock.now())
    context = {
        "title": _("Forget the second step of {name}?").format(name=person.name),
        "crumbs": [Crumb(_("Who must sign in in two steps"), reverse("account_second_steps"))],
        "person": person,
    }
    return render(request, "account/forget_factors.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("staff:edit", fresh=True)
def sign_out(request: HttpRequest, user: UUID) -> HttpResponse:
    if request.method == "POST":
        end_sessions_of(user, stamp=stamp_of(request))
        messages.success(request, _("They are signed out everywhere."))
    return redirect("account_second_steps")


def _decide(request: HttpRequest, decide: Callable[[], None]) -> HttpResponse:
    if request.method == "POST":
        decide()
        messages.success(request, _("Saved. It counts from the next page that somebody opens."))
    return redirect("account_second_steps")
