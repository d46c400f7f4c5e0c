"""Pages of bills and differences: parse, ask one query, show."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guildhall.console.reconciliation.forms import ItemsForm, SolveForm
from guildhall.console.reconciliation.queries import (
    VIEW,
    get_bill_page,
    get_bills,
    get_item_page,
    get_items_page,
)
from guildhall.console.shell.doors import page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal

HERE = "console/reconciliation"


@require_safe
@page(VIEW)
def show_items(request: HttpRequest) -> HttpResponse:
    return list_items(request)


def list_items(request: HttpRequest, *, problem: Refusal | None = None) -> HttpResponse:
    """Show the work list, with the reason why something was refused."""
    form = ItemsForm(request.GET or {"state": "open"})
    found = get_items_page(
        form.chosen(), cursor=request.GET.get("cursor"), stamp=stamp_of(request)
    )
    context = {
        "title": _("Reconciliation"),
        "form": form,
        "chips": chips(request, form),
        "found": found,
        "solving": SolveForm(),
        "problem": problem,
        "here": request.GET.urlencode(),
    }
    status = problem.status if problem else 200
    return render(request, f"{HERE}/items.html", context, status=status)


@require_safe
@page(VIEW)
def show_item(request: HttpRequest, item: UUID) -> HttpResponse:
    return one_item(request, item)


def one_item(request: HttpRequest, item: UUID, *, problem: Refusal | None = None) -> HttpResponse:
    """Show a difference, with the reason why something was refused."""
    context = {
        "title": _("Difference"),
        "crumbs": crumbs(),
        "found": get_item_page(item, stamp=stamp_of(request)),
        "solving": SolveForm(request.POST or None),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, f"{HERE}/item.html", context, status=status)


@require_safe
@page(VIEW)
def show_bills(request: HttpRequest) -> HttpResponse:
    found = get_bills(
        state=request.GET.get("state", ""),
        cursor=request.GET.get("cursor"),
        stamp=stamp_of(request),
    )
    context = {"title": _("Bills of providers"), "crumbs": crumbs(), "found": found}
    return render(request, f"{HERE}/bills.html", context)


@require_safe
@page(VIEW)
def show_bill(request: HttpRequest, bill: UUID) -> HttpResponse:
    return one_bill(request, bill)


def one_bill(request: HttpRequest, bill: UUID, *, problem: Refusal | None = None) -> HttpResponse:
    """Show a bill, with the reason why something was refused."""
    verdict = request.GET.get("verdict", "")
    cursor = request.GET.get("cursor")
    found = get_bill_page(bill, verdict=verdict, cursor=cursor, stamp=stamp_of(request))
    context = {
        "title": _("Bill of {day}").format(day=found.bill.day),
        "crumbs": [*crumbs(), Crumb(_("Bills of providers"), reverse("reconciliation:bills"))],
        "found": found,
        "verdict": verdict,
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, f"{HERE}/bill.html", context, status=status)


def crumbs() -> list[Crumb]:
    return [Crumb(_("Reconciliation"), reverse("reconciliation:items"))]
