"""Support visits as the company sees them: who, why, what was opened, and the door."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel import clock
from guildhall.kernel.http import stamp_of
from guildhall.kernel.tenancy import PLATFORM, enter, require
from public_site.company.forms import AccessForm
from public_site.company.queries import get_visits_page
from tenants.visits.operations import send_away, set_access
from tenants.visits.queries import get_visit


@require_safe
@page("account:view")
def show_visits(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_http_methods(["GET", "HEAD", "POST"])
@page("account:edit", fresh=True)
def set_how_far(request: HttpRequest) -> HttpResponse:
    """Say how far support and the group's people are let in; it counts from now on."""
    form = AccessForm(request.POST or None)
    if not form.is_valid():
        return _show(request, form if request.POST else None)
    tenant_id, stamp = require().tenant_id, stamp_of(request)
    # Not inside one transaction: it tells two schemas. What is said twice changes once.
    set_access(tenant_id, form.wanted(), stamp=stamp)
    messages.success(request, gettext("Saved. It counts from now on."))
    return redirect("company:visits")


@require_safe
@page("account:view")
def show_visit(request: HttpRequest, visit: UUID) -> HttpResponse:
    actor, tenant_id = actor_of(request), require().tenant_id
    with enter(PLATFORM):
        card, steps = get_visit(tenant_id, visit, actor=actor)
    context = {
        "title": gettext("Support visit"),
        "crumbs": [Crumb(gettext("Support visits"), reverse("company:visits"))],
        "visit": card,
        "steps": steps,
        "can_end": card.is_open(clock.now()) and actor.may("account:edit"),
    }
    return render(request, "company/visit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("account:edit")
def end(request: HttpRequest, visit: UUID) -> HttpResponse:
    if request.method == "POST":
        send_away(require().tenant_id, visit, stamp=stamp_of(request))
        messages.success(request, gettext("The visit is over."))
    return redirect("company:visit", visit)


def _show(request: HttpRequest, form: AccessForm | None = None) -> HttpResponse:
    tenant_id = require().tenant_id
    with enter(PLATFORM):
        found = get_visits_page(tenant_id, actor=actor_of(request), at=clock.now())
    context = {
        "title": gettext("Support visits"),
        "found": found,
        "form": form
        or AccessForm(initial={kind.value: access for kind, access in found.access.items()}),
    }
    status = 422 if form else 200
    return render(request, "company/visits.html", context, status=status)
