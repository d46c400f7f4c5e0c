"""Counting by scans, and looking at what was found."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.approvals.types import Pending
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.console.warehouse.forms import CountForm, PaperFilterForm, ReasonForm, ScanForm
from guildhall.console.warehouse.parts import attempt, hall_crumb, is_scanner, show_scanner
from guildhall.console.warehouse.queries import (
    get_count_page,
    get_stocktake_page,
    list_of_stocktakes,
    names_for,
)
from guildhall.console.warehouse.words import COUNT_STATES
from guildhall.inventory import operations
from guildhall.inventory.queries import list_kept_locations
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_safe
@page("stock:view")
def show_list(request: HttpRequest) -> HttpResponse:
    form = PaperFilterForm(request.GET, states=COUNT_STATES)
    chosen = form.chosen(scopes=actor_of(request).reach("stock:view"))
    found = list_of_stocktakes(chosen, request.GET.get("cursor"))
    form.offer(found.locations)
    context = {
        "title": gettext("Counts"),
        "crumbs": [hall_crumb()],
        "form": form,
        "chips": chips(request, form),
        "found": found,
        "names": names_for({row.started_by for row in found.page.items}),
    }
    return render(request, "console/warehouse/counts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:edit")
def start(request: HttpRequest) -> HttpResponse:
    form = CountForm(request.POST or None)
    form.offer(list_kept_locations(actor_of(request)))
    problem = None
    if form.is_valid():
        made: list[str] = []

        def begin(stamp: Stamp) -> None:
            place, skus = form.cleaned_data["location"], form.chosen_skus()
            made.append(operations.start_stocktake(place, skus=skus, stamp=stamp))

        problem = attempt(request, begin)
        if problem is None:
            return redirect("warehouse:count_scan", made[0]) if made else redirect(_counts())
    context = {
        "title": gettext("Start a count"),
        "crumbs": [hall_crumb(), Crumb(gettext("Counts"), _counts())],
        "form": form,
        "problem": problem,
        "action": request.path,
        "back": _counts(),
        "button": gettext("Start counting"),
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "console/warehouse/begin.html", context, status=status)


@require_safe
@page("stock:view")
def show(request: HttpRequest, number: str) -> HttpResponse:
    return _show(request, number)


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:edit")
def scan(request: HttpRequest, number: str) -> HttpResponse:
    """Count one scan, or show what this counter has counted."""
    form = ScanForm(request.POST or None)
    problem, of = None, request.GET.get("of", "")[:80]
    if form.is_valid():
        asked: list[str] = []
        told = form.scanned()
        problem = attempt(
            request,
            lambda stamp: asked.append(operations.count_scan(number, told, stamp=stamp)),
        )
        of = asked[0] if asked else told.of if problem else ""
        if problem is None and not is_scanner(request):
            query = f"?of={of}" if of else ""
            return redirect(f"{reverse('warehouse:count_scan', args=[number])}{query}")
    found = get_count_page(number, actor_of(request))
    context: dict[str, object] = {
        "title": found.row.number,
        "crumbs": [hall_crumb(), Crumb(gettext("Counts"), _counts())],
        "found": found,
        "form": ScanForm(),
        "of": of,
        "problem": problem,
        "is_answer": form.is_bound,
    }
    return show_scanner(request, "counting", context)


@require_POST
@page("stock:edit")
def undo(request: HttpRequest, number: str) -> HttpResponse:
    problem = attempt(request, lambda stamp: operations.take_back_scan(number, stamp=stamp))
    if problem is not None:
        messages.error(request, problem.told(gettext))
    return redirect("warehouse:count_scan", number)


@require_POST
@page("stock:edit")
def judge(request: HttpRequest, number: str) -> HttpResponse:
    """Accept a line, leave it out, or have it counted again."""
    sku, lot = request.POST.get("sku", ""), request.POST.get("lot", "")
    verdict = request.POST.get("verdict", "")

    def act(stamp: Stamp) -> None:
        if verdict == "again":
            operations.count_again(number, sku=sku, lot=lot, stamp=stamp)
        else:
            operations.judge_line(
                number, sku=sku, lot=lot, accepted=verdict == "accept", stamp=stamp
            )

    problem = attempt(request, act)
    if problem is not None:
        return _show(request, number, problem=problem)
    if verdict == "again":
        return redirect("warehouse:count_scan", number)
    return redirect("warehouse:count", number)


@require_POST
@page("stock:edit")
def move(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Finish counting, book what was found, or call the count off."""
    waits: list[Pending | None] = []
    reason = ReasonForm(request.POST)

    def act(stamp: Stamp) -> None:
        if step == "review":
            operations.finish_counting(number, stamp=stamp)
        elif step == "posting":
            waits.append(operations.post_stocktake(number, stamp=stamp))
        elif step == "cancellation" and reason.is_valid():
            told = reason.cleaned_data["reason"]
            operations.cancel_stocktake(number, reason=told, stamp=stamp)
        else:
            raise Http404

    problem = attempt(request, act)
    if problem is not None:
        return _show(request, number, problem=problem)
    if any(waits):
        messages.info(request, gettext("It waits for somebody else's yes."))
    return redirect("warehouse:count", number)


def _show(request: HttpRequest, number: str, *, problem: Refusal | None = None) -> HttpResponse:
    card, can_edit = get_stocktake_page(number, actor_of(request))
    context = {
        "title": number,
        "crumbs": [hall_crumb(), Crumb(gettext("Counts"), _counts())],
        "count": card,
        "can_edit": can_edit,
        "reason": ReasonForm(),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/warehouse/count.html", context, status=status)


def _counts() -> str:
    return reverse("warehouse:counts")
