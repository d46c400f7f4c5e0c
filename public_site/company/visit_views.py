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
from tenants.visits.operations import send_away
from tenants.visits.queries import get_visit, list_visits
from tenants.visits.states import VisitState


@require_safe
@page("account:view")
def show_visits(request: HttpRequest) -> HttpResponse:
    tenant_id = require().tenant_id
    with enter(PLATFORM):
        visits = list_visits(tenant_id, actor=actor_of(request))
    context = {"title": gettext("Support visits"), "visits": visits}
    return render(request, "company/visits.html", context)


@require_safe
@page("account:view")
def show_visit(request: HttpRequest, visit: UUID) -> HttpResponse:
    actor, tenant_id = actor_of(request), require().tenant_id
    with enter(PLATFORM):
        card, steps = get_visit(tenant_id, visit, actor=actor)
    is_open = card.state is not VisitState.ENDED and clock.now() < card.ends_at
    context = {
        "title": gettext("Support visit"),
        "crumbs": [Crumb(gettext("Support visits"), reverse("company:visits"))],
        "visit": card,
        "steps": steps,
        "can_end": is_open and actor.may("account:edit"),
    }
    return render(request, "company/visit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("account:edit")
def end(request: HttpRequest, visit: UUID) -> HttpResponse:
    if request.method == "POST":
        send_away(require().tenant_id, visit, stamp=stamp_of(request))
        messages.success(request, gettext("The visit is over."))
    return redirect("company:visit", visit)
