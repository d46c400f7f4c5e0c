"""Visits, from the public host: begin one, look at it, end it.

For the platform's support and for the people of a group; the operations tell them apart.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.operators.addresses import address_of
from guildhall.operators.forms import VisitForm
from guildhall.operators.queries import get_visit_page
from tenants.visits.errors import VisitsClosed
from tenants.visits.operations import end_visit, offer_visit, open_door
from tenants.visits.queries import find_visitable
from tenants.visits.types import NewVisit

WRITING = ["GET", "HEAD", "POST"]


@require_http_methods(WRITING)
@page("visits:edit", fresh=True)
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a reason and a length; then the visit can be entered from its page."""
    company = find_visitable(slug, actor=actor_of(request))
    form = VisitForm(request.POST or None)
    form.offer(company.roles)
    problem: Refusal | None = None if company.roles else VisitsClosed(slug=slug)
    if form.is_valid():
        new = NewVisit(**form.cleaned_data, operator=request.user.name)  # type: ignore[union-attr]
        made: list[UUID] = []
        try:
            act_once(request, lambda stamp: made.append(offer_visit(slug, new, stamp=stamp)))
        except Refusal as refusal:
            problem = refusal
        else:
            again = redirect("operators:begin_visit", slug)
            return redirect("operators:visit", slug, made[0]) if made else again
    context = {
        **_titled(request, slug),
        "company": company,
        "back": _home_of(request, slug),
        "form": form,
        "problem": problem,
    }
    status = 422 if form.errors else problem.status if problem else 200
    return render(request, "operators/begin_visit.html", context, status=status)


@require_safe
@page()
def visit(request: HttpRequest, slug: str, visit: UUID) -> HttpResponse:
    found = get_visit_page(slug, visit, actor=actor_of(request))
    context = {**_titled(request, slug), "found": found, "slug": slug}
    return render(request, "operators/visit.html", context)


@require_safe
@page("visits:edit")
def enter(request: HttpRequest, slug: str, visit: UUID) -> HttpResponse:
    """Send the browser to the company's door, by a link: forms may not leave their own host."""
    there = open_door(
        visit,
        slug=slug,
        issuer=f"{request.scheme}://{request.get_host()}",
        address_of=lambda host: address_of(request, host),
        stamp=stamp_of(request),
    )
    query = urlencode({"visit": str(visit), "from": request.get_host().partition(":")[0]})
    return redirect(f"{there}visits/enter?{query}")


@require_http_methods(WRITING)
@page("visits:edit")
def end(request: HttpRequest, slug: str, visit: UUID) -> HttpResponse:
    if request.method == "POST":
        # Not inside one transaction: it tells two schemas. A visit that is over stays over.
        end_visit(visit, stamp=stamp_of(request))
        messages.success(request, gettext("The visit is over."))
    return redirect("operators:visit", slug, visit)


def _titled(request: HttpRequest, slug: str) -> dict[str, object]:
    """Return title and crumbs: operators come from their list, a group's people from theirs."""
    runs_it_all = actor_of(request).may("tenants:view")
    rolls = reverse("operators:companies" if runs_it_all else "hq:companies")
    label = gettext("Companies") if runs_it_all else gettext("Subsidiaries")
    return {
        "title": gettext("Visit") if not runs_it_all else gettext("Support visit"),
        "crumbs": [Crumb(label, rolls), Crumb(slug, _home_of(request, slug))],
    }


def _home_of(request: HttpRequest, slug: str) -> str:
    room = "operators" if actor_of(request).may("tenants:view") else "hq"
    return reverse(f"{room}:company", args=[slug])
