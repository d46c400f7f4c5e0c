"""Support visits, from the platform's side: begin one, look at it, end it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from guildhall.console.shell.doors import act_once, actor_of
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.operators.addresses import address_of
from guildhall.operators.doors import operators_page
from guildhall.operators.forms import VisitForm
from guildhall.operators.queries import get_visit_page
from tenants.visits.operations import end_visit, hand_over, offer_visit
from tenants.visits.types import NewVisit


@operators_page("visits:edit")
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a reason and a length; then the visit can be entered from its page."""
    form = VisitForm(request.POST or None)
    problem = None
    if form.is_valid():
        new = NewVisit(**form.cleaned_data, operator=request.user.name)  # type: ignore[union-attr]
        made: list[UUID] = []
        try:
            act_once(request, lambda stamp: made.append(offer_visit(slug, new, stamp=stamp)))
        except Refusal as refusal:
            problem = refusal
        else:
            back = redirect("operators:company", slug)
            return redirect("operators:visit", slug, made[0]) if made else back
    context = {
        "title": gettext("Support visit"),
        "crumbs": _crumbs(slug),
        "slug": slug,
        "form": form,
        "problem": problem,
    }
    status = 422 if form.errors else problem.status if problem else 200
    return render(request, "operators/begin_visit.html", context, status=status)


@operators_page("tenants:view")
def visit(request: HttpRequest, slug: str, visit: UUID) -> HttpResponse:
    found = get_visit_page(slug, visit, actor=actor_of(request))
    context = {"title": gettext("Support visit"), "crumbs": _crumbs(slug), "found": found}
    return render(request, "operators/visit.html", {**context, "slug": slug})


@operators_page("visits:edit")
def enter(request: HttpRequest, slug: str, visit: UUID) -> HttpResponse:
    """Hand the browser over to the company's host, by a link: forms may not leave their own."""
    way = hand_over(visit, slug=slug, stamp=stamp_of(request))
    there = f"{address_of(request, way.host)}visits/enter?{urlencode({'ticket': way.ticket})}"
    return HttpResponse(status=302, headers={"Location": there, "Referrer-Policy": "no-referrer"})


@operators_page("visits:edit")
def end(request: HttpRequest, slug: str, visit: UUID) -> HttpResponse:
    if request.method == "POST":
        # Not inside one transaction: it tells two schemas. A visit that is over stays over.
        end_visit(visit, stamp=stamp_of(request))
        messages.success(request, gettext("The visit is over."))
    return redirect("operators:visit", slug, visit)


def _crumbs(slug: str) -> list[Crumb]:
    return [
        Crumb(gettext("Companies"), reverse("operators:companies")),
        Crumb(slug, reverse("operators:company", args=[slug])),
    ]
