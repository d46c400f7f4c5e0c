"""Lots: where they lie, where they came from and went, and calling them back."""

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.console.warehouse.forms import LotFilterForm, ReasonForm
from guildhall.console.warehouse.parts import attempt, hall_crumb
from guildhall.console.warehouse.queries import get_lot_page, get_recall_list
from guildhall.inventory import operations
from guildhall.inventory.queries import list_lots
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
        "can_recall": actor.may("stock:edit"),
        "can_export": any(grant.capability in {"stock:export", "*"} for grant in actor.grants),
        "form": form or ReasonForm(),
        "problem": problem,
    }
    status = problem.status if problem else 422 if form else 200
    return render(request, "console/warehouse/lot.html", context, status=status)
