"""The fleet: how far it has come, and another try for who was left behind."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from guildhall.console.shell.doors import actor_of
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.operators.doors import operators_page
from guildhall.operators.fleet import get_fleet_page
from tenants.fleet.operations import retry as retry_upgrade


@operators_page("fleet:view")
def fleet(request: HttpRequest) -> HttpResponse:
    return _show(request)


@operators_page("fleet:edit")
def retry(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the next run take a company up again."""
    if request.method != "POST":
        return redirect("operators:fleet")
    try:
        retry_upgrade(slug, stamp=stamp_of(request))
    except Refusal as refusal:
        return _show(request, problem=refusal)
    messages.success(request, gettext("The next run takes it up again."))
    return redirect("operators:fleet")


def _show(request: HttpRequest, *, problem: Refusal | None = None) -> HttpResponse:
    found = get_fleet_page(actor=actor_of(request))
    context = {"title": gettext("Fleet"), "found": found, "problem": problem}
    return render(
        request, "operators/fleet.html", context, status=problem.status if problem else 200
    )
