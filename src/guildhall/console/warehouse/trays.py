"""Scanning goods together: what came in, what is to go, what a transfer brings."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.console.warehouse.forms import DetailsForm, PlaceForm, ScanForm, SendForm
from guildhall.console.warehouse.parts import attempt, hall_crumb, is_scanner, show_scanner
from guildhall.console.warehouse.queries import get_hall, get_tray_page, places_seen
from guildhall.inventory import operations
from guildhall.inventory.queries import get_transfer, list_kept_locations
from guildhall.inventory.states import TrayTask
from guildhall.inventory.types import TrayCard
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal

TITLES: dict[str, str | Promise] = {
    TrayTask.RECEIVE: _("Receive"),
    TrayTask.SEND: _("Send"),
    TrayTask.ARRIVE: _("Take in a transfer"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:edit")
def begin_receiving(request: HttpRequest) -> HttpResponse:
    """Ask where; whoever keeps one place alone is not asked."""
    places = list_kept_locations(actor_of(request))
    given = {"location": places[0].code} if len(places) == 1 else request.POST or None
    form = PlaceForm(given)
    form.offer(places)
    return _begin(request, TrayTask.RECEIVE, form)


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:edit")
def begin_sending(request: HttpRequest) -> HttpResponse:
    form = SendForm(request.POST or None)
    form.offer(list_kept_locations(actor_of(request)), "location")
    form.offer(places_seen(actor_of(request)), "destination")
    return _begin(request, TrayTask.SEND, form)


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:edit")
def begin_arriving(request: HttpRequest) -> HttpResponse:
    """Show what is on its way; the number of one is scanned or chosen."""
    form = ScanForm(request.POST or None)
    problem = None
    if form.is_valid():
        try:
            number = form.cleaned_data["scan"].strip().upper()
            to = get_transfer(number).row.destination
            tray = operations.open_tray(
                TrayTask.ARRIVE, location=to, transfer=number, stamp=stamp_of(request)
            )
        except Refusal as refusal:
            problem = refusal
        else:
            return redirect("warehouse:tray", tray)
    context = {
        "title": TITLES[TrayTask.ARRIVE],
        "crumbs": [hall_crumb()],
        "form": ScanForm(),
        "arriving": get_hall(actor_of(request)).arriving,
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/warehouse/arrive.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:edit")
def scan(request: HttpRequest, tray: UUID) -> HttpResponse:
    """Take one scan, or show what was scanned."""
    form = ScanForm(request.POST or None)
    problem = None
    if form.is_valid():
        text = form.cleaned_data["scan"]
        problem = attempt(
            request, lambda stamp: operations.scan_onto(tray, text=text, stamp=stamp)
        )
    if request.method == "POST" and problem is None and not is_scanner(request):
        return redirect("warehouse:tray", tray)
    return _show(request, tray, problem=problem, is_answer=form.is_bound)


@require_POST
@page("stock:edit")
def undo(request: HttpRequest, tray: UUID) -> HttpResponse:
    problem = attempt(request, lambda stamp: operations.take_back(tray, stamp=stamp))
    if problem is not None:
        return _show(request, tray, problem=problem)
    return redirect("warehouse:tray", tray)


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:edit")
def describe(request: HttpRequest, tray: UUID) -> HttpResponse:
    """Say where goods came from, what they cost, and when their lots end."""
    card = get_tray_page(tray, actor_of(request))
    about = {
        "supplier": card.supplier,
        "delivery_note": card.delivery_note,
        "currency": card.currency,
    }
    form = DetailsForm(request.POST or None, lines=card.lines, initial=about)
    problem = None
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in about}
        problem = attempt(
            request,
            lambda stamp: operations.describe_tray(tray, **given, lines=form.notes(), stamp=stamp),
        )
        if problem is None:
            return redirect("warehouse:tray", tray)
    context = {
        "title": gettext("Details"),
        "crumbs": [hall_crumb(), Crumb(TITLES[card.task], reverse("warehouse:tray", args=[tray]))],
        "tray": card,
        "form": form,
        "problem": problem,
    }
    status = 422 if form.errors else problem.status if problem else 200
    return render(request, "console/warehouse/details.html", context, status=status)


@require_POST
@page("stock:edit")
def book(request: HttpRequest, tray: UUID) -> HttpResponse:
    """Make a paper of what was scanned, and show it."""
    problem = attempt(request, lambda stamp: operations.book_tray(tray, stamp=stamp))
    if problem is not None:
        return _show(request, tray, problem=problem)
    card = get_tray_page(tray, actor_of(request))
    messages.success(request, gettext("Booked as {paper}.").format(paper=card.paper))
    name = "receipt" if card.task == TrayTask.RECEIVE else "transfer"
    return redirect(f"warehouse:{name}", card.paper)


@require_POST
@page("stock:edit")
def drop(request: HttpRequest, tray: UUID) -> HttpResponse:
    act_once(request, lambda stamp: operations.drop_tray(tray, stamp=stamp))
    messages.success(request, gettext("Nothing was booked."))
    return redirect("warehouse:hall")


def _begin(request: HttpRequest, task: TrayTask, form: PlaceForm | SendForm) -> HttpResponse:
    problem = None
    if form.is_valid():
        try:
            tray = operations.open_tray(task, **form.cleaned_data, stamp=stamp_of(request))
        except Refusal as refusal:
            problem = refusal
        else:
            return redirect("warehouse:tray", tray)
    context = {
        "title": TITLES[task],
        "crumbs": [hall_crumb()],
        "form": form,
        "problem": problem,
        "action": request.path,
        "back": reverse("warehouse:hall"),
        "button": gettext("Start scanning"),
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "console/warehouse/begin.html", context, status=status)


def _show(
    request: HttpRequest, tray: UUID, *, problem: Refusal | None = None, is_answer: bool = False
) -> HttpResponse:
    card: TrayCard = get_tray_page(tray, actor_of(request))
    if not card.is_open and not is_scanner(request):
        return redirect("warehouse:hall")
    context: dict[str, object] = {
        "title": TITLES[card.task],
        "crumbs": [hall_crumb()],
        "tray": card,
        "form": ScanForm(),
        "problem": problem,
        "is_answer": is_answer,
    }
    return show_scanner(request, "tray", context)
