"""The hall of the warehouse, what a code means, and the ledger: ask one query, show."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from guildhall.console.papers import paper_behind
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import chips
from guildhall.console.warehouse.forms import MovementFilterForm, ScanForm
from guildhall.console.warehouse.parts import hall_crumb
from guildhall.console.warehouse.queries import (
    get_hall,
    list_of_movements,
    look_up,
)
from guildhall.console.warehouse.words import KINDS
from guildhall.kernel.refusals import Refusal


@require_safe
@page("stock:view")
def show_hall(request: HttpRequest) -> HttpResponse:
    context = {"title": gettext("Warehouse"), "hall": get_hall(actor_of(request))}
    return render(request, "console/warehouse/hall.html", context)


@require_safe
@page("stock:view")
def show_look_up(request: HttpRequest) -> HttpResponse:
    """Say what a code means; a paper's number leads to the paper."""
    context: dict[str, object] = {
        "title": gettext("Look up"),
        "crumbs": [hall_crumb()],
        "form": ScanForm(),
    }
    text = request.GET.get("scan", "")[:200]
    if not text.strip():
        return render(request, "console/warehouse/look_up.html", context)
    try:
        found = look_up(text, actor_of(request))
    except Refusal as refusal:
        context["problem"] = refusal
        return render(request, "console/warehouse/look_up.html", context, status=refusal.status)
    if found.paper and (paper := paper_behind(found.paper)).url:
        return redirect(paper.url)
    return render(request, "console/warehouse/look_up.html", {**context, "found": found})


@require_safe
@page("stock:view")
def show_movements(request: HttpRequest) -> HttpResponse:
    form = MovementFilterForm(request.GET, kinds=list(KINDS.items()))
    chosen = form.chosen(scopes=actor_of(request).reach("stock:view"))
    found = list_of_movements(chosen, request.GET.get("cursor"))
    form.offer(found.locations)
    context = {
        "title": gettext("Movements"),
        "crumbs": [hall_crumb()],
        "form": form,
        "chips": chips(request, form),
        "found": found,
    }
    return render(request, "console/warehouse/movements.html", context)
