"""The pack bench: one fulfillment order, a scanner, and big things to touch."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from guildhall.console.fulfillment.forms import (
    BoxForm,
    HoldForm,
    MoveForm,
    PartForm,
    ShortForm,
)
from guildhall.console.fulfillment.parts import (
    attempt,
    may_edit,
    mergeable_with,
    places,
    queue_crumb,
    work_for,
)
from guildhall.console.fulfillment.words import REASONS
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.warehouse.forms import ScanForm
from guildhall.console.warehouse.parts import is_scanner
from guildhall.fulfillment import operations
from guildhall.fulfillment.types import Part
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_http_methods(["GET", "HEAD", "POST"])
@page("fulfillment:view")
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Take one scan, or show what is packed."""
    form = ScanForm(request.POST or None)
    problem = None
    if form.is_valid():
        code = form.cleaned_data["scan"]
        problem = attempt(
            request, lambda stamp: operations.pack_scan(number, code=code, stamp=stamp)
        )
        if problem is None and not is_scanner(request):
            return redirect("fulfillment:work", number)
    return _show(request, number, problem=problem)


@require_POST
@page("fulfillment:edit")
def by_hand(request: HttpRequest, number: str) -> HttpResponse:
    """Put something into the parcel that bears no code."""
    form = PartForm(request.POST)
    form.offer(work_for(number, actor_of(request)))
    if not form.is_valid():
        return redirect("fulfillment:work", number)
    part = Part(**form.cleaned_data)
    problem = attempt(
        request, lambda stamp: operations.pack_by_hand(number, part=part, stamp=stamp)
    )
    if problem is not None:
        return _show(request, number, problem=problem)
    return redirect("fulfillment:work", number)


@require_POST
@page("fulfillment:edit")
def finish(request: HttpRequest, number: str) -> HttpResponse:
    """Close the parcels and go on with what is next of the same list."""
    problem = attempt(request, lambda stamp: operations.finish_packing(number, stamp=stamp))
    if problem is not None:
        return _show(request, number, problem=problem)
    messages.success(request, gettext("{number} is packed.").format(number=number))
    return redirect("fulfillment:work", number)


@require_POST
@page("fulfillment:edit")
def ship(request: HttpRequest, number: str) -> HttpResponse:
    """Let what is packed leave; the last parcel is described by the form."""
    form = BoxForm(request.POST)
    if not form.is_valid():
        return _show(request, number, box=form)
    open_parcels = [
        parcel
        for parcel in work_for(number, actor_of(request)).parcels
        if parcel.state in ("open", "sealed") and parcel.lines
    ]

    def act(stamp: Stamp) -> None:
        if open_parcels:
            box = form.box()
            operations.seal_parcel(open_parcels[-1].number, box=box, stamp=stamp)
        operations.ship_work(number, stamp=stamp)

    problem = attempt(request, act)
    if problem is not None:
        return _show(request, number, problem=problem, box=form)
    messages.success(request, gettext("{number} is sent.").format(number=number))
    row = work_for(number, actor_of(request)).row
    query = f"list={row.pick_list}" if row.pick_list else f"location={row.location}"
    return redirect(f"{reverse('fulfillment:next')}?{query}&after={number}")


def _show(
    request: HttpRequest,
    number: str,
    *,
    problem: Refusal | None = None,
    box: BoxForm | None = None,
) -> HttpResponse:
    work = work_for(number, actor_of(request))
    hand, short, move = PartForm(), ShortForm(auto_id="short_%s"), MoveForm(auto_id="move_%s")
    hand.offer(work)
    short.offer(work)
    move.offer(each for each in places() if each.code != work.row.location)
    context = {
        "title": number,
        "crumbs": [queue_crumb()],
        "work": work,
        "row": work.row,
        "form": ScanForm(),
        "hand_form": hand,
        "short_form": short,
        "move_form": move,
        "hold_form": HoldForm(auto_id="hold_%s"),
        "box_form": box or BoxForm(),
        "held_because": REASONS.get(work.row.hold_reason, ""),
        "can_edit": may_edit(work, request),
        "other_languages": [x for x, _ in settings.LANGUAGES if x != get_language()],
        "mergeable": mergeable_with(work),
        "is_late": work.row.is_live and work.row.due_at < clock.now(),
        "problem": problem,
    }
    status = problem.status if problem else 422 if box and box.errors else 200
    template = "work_state" if is_scanner(request) else "work"
    return render(request, f"console/fulfillment/{template}.html", context, status=status)
