"""Lots: where they lie, where they came from and went, and calling them back."""

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.approvals.types import Pending
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.console.warehouse.forms import DisposalForm, LotFilterForm, ReasonForm
from guildhall.console.warehouse.lot_queries import (
    get_disposal_page,
    get_lot_page,
    get_recall_list,
)
from guildhall.console.warehouse.parts import attempt, hall_crumb, tell_whether_it_waits
from guildhall.inventory import operations
from guildhall.inventory.queries import list_lots
from guildhall.inventory.types import Disposal
from guildhall.kernel.refusals import Refusal

COLUMNS = ("sku", "lot", "kind", "location", "reference", "quantity", "effective_at")
# What a spreadsheet would run as a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r")


@require_safe
@page("stock:view")
def show_list(request: HttpRequest) -> HttpResponse:
    form = LotFilterForm(request.GET)
    chosen = form.chosen(scopes=actor_of(request).reach("stock:view"))
    context = {
        "title": gettext("Lots and serial numbers"),
        "crumbs": [hall_crumb()],
        "form": form,
        "chips": chips(request, form),
        "page": list_lots(chosen, cursor=request.GET.get("cursor")),
    }
    return render(request, "console/warehouse/lots.html", context)


@require_safe
@page("stock:view")
def show(request: HttpRequest, sku: str, lot: str) -> HttpResponse:
    return _show(request, sku, lot)


@require_POST
@page("stock:edit")
def recall(request: HttpRequest, sku: str, lot: str) -> HttpResponse:
    """Call a lot back everywhere."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, sku, lot, form=form)
    reason = form.cleaned_data["reason"]
    problem = attempt(
        request, lambda stamp: operations.recall_lot(sku, lot, reason=reason, stamp=stamp)
    )
    if problem is not None:
        return _show(request, sku, lot, problem=problem)
    messages.success(request, gettext("The lot is called back: none of it can leave."))
    return redirect("warehouse:lot", sku, lot)


@require_POST
@page("stock:edit")
def lift(request: HttpRequest, sku: str, lot: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, sku, lot, form=form)
    reason = form.cleaned_data["reason"]
    problem = attempt(
        request, lambda stamp: operations.lift_recall(sku, lot, reason=reason, stamp=stamp)
    )
    if problem is not None:
        return _show(request, sku, lot, problem=problem)
    return redirect("warehouse:lot", sku, lot)


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:edit")
def write_off(request: HttpRequest, sku: str, lot: str) -> HttpResponse:
    """Give up what is left of a lot at one place, or ask for somebody else's yes."""
    place = request.GET.get("location", "")
    here = get_disposal_page(sku, lot, place, actor=actor_of(request))
    form = DisposalForm(
        request.POST or None, initial={"quantity": f"{here.on_hand.normalize():f}"}
    )
    problem = None
    if form.is_valid():
        waits: list[Pending | None] = []
        gone = Disposal(place, sku, lot, **form.cleaned_data)
        problem = attempt(
            request, lambda stamp: waits.append(operations.write_off_lot(gone, stamp=stamp))
        )
        if problem is None:
            tell_whether_it_waits(request, waits, done=gettext("The goods are written off."))
            return redirect("warehouse:lot", sku, lot)
    page_of_lot = reverse("warehouse:lot", args=[sku, lot])
    context = {
        "title": gettext("Write off"),
        "crumbs": [
            hall_crumb(),
            Crumb(gettext("Lots"), reverse("warehouse:lots")),
            Crumb(lot, page_of_lot),
        ],
        "sku": sku,
        "lot": lot,
        "here": here,
        "form": form,
        "problem": problem,
        "action": request.get_full_path(),
        "back": page_of_lot,
        "button": gettext("Write off"),
        "danger": True,
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "console/warehouse/write_off.html", context, status=status)


@require_safe
@page("stock:export")
def export(request: HttpRequest, sku: str, lot: str) -> HttpResponse:
    """Hand out the list of what went where, for whoever calls it back."""
    lines = get_recall_list(sku, lot, actor_of(request))
    name = "".join(each if each.isalnum() or each in "-_" else "_" for each in f"{sku}-{lot}")
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="recall-{name}.csv"'},
    )
    rows = csv.writer(answer)
    rows.writerow(COLUMNS)
    for line in lines:
        rows.writerow([_plain(str(getattr(line, column))) for column in COLUMNS])
    return answer


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(RISKY) else text


def _show(
    request: HttpRequest,
    sku: str,
    lot: str,
    *,
    form: ReasonForm | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    found = get_lot_page(sku, lot, actor)
    context = {
        "title": lot,
        "crumbs": [hall_crumb(), Crumb(gettext("Lots"), reverse("warehouse:lots"))],
        "trace": found.trace,
        "steps": found.steps,
        "places": found.places,
        "can_recall": actor.may("stock:edit"),
        "can_export": any(grant.capability in {"stock:export", "*"} for grant in actor.grants),
        "form": form or ReasonForm(),
        "problem": problem,
    }
    status = problem.status if problem else 422 if form else 200
    return render(request, "console/warehouse/lot.html", context, status=status)
