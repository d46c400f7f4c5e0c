"""The company's side of a support visit: in by a ticket, out by a button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guildhall.console.shell.doors import refused
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import require
from tenants.visits.operations import end_visit, enter_visit
from tenants.visits.types import VisitCard

VISIT = "visit"
"""Where a session keeps the visit that it belongs to."""


@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Begin a visit with a ticket; whoever was signed in with this browser is not any more."""
    at = clock.now()
    try:
        card = enter_visit(
            request.GET.get("ticket", ""),
            tenant_id=require().tenant_id,
            host=request.get_host().partition(":")[0].lower(),
            at=at,
        )
    except Refusal as refusal:
        return refused(request, refusal)
    request.session.flush()
    request.session[VISIT] = str(card.id)
    request.session.set_expiry(card.ends_at)
    response = redirect("/")
    # The ticket is in this page's address: it goes nowhere else.
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End the visit that this session belongs to."""
    visitor: Actor | None = getattr(request, "visitor", None)
    visit: VisitCard | None = getattr(request, "visit", None)
    if visitor is not None and visit is not None:
        end_visit(visit.id, stamp=Stamp(visitor, clock.now()))
        request.session.flush()
        del request.visitor, request.visit  # type: ignore[attr-defined]
    return render(request, "operators/over.html", {"title": gettext("The visit is over")})
