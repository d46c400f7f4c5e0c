"""What is done to a fulfillment order beside the bench: kept back, moved, split, given up."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from guildhall.console.fulfillment.forms import (
    CancelForm,
    HoldForm,
    MoveForm,
    PartForm,
    ShortForm,
)
from guildhall.console.fulfillment.parts import done_or_told, places, queue_crumb, work_for
from guildhall.console.fulfillment.picking import MOST, NothingToPick
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.fulfillment import operations
from guildhall.fulfillment.states import HoldReason
from guildhall.fulfillment.types import Part
from guildhall.kernel.refusals import Refusal

READ_OR_SEND = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one that was selected."""

    number: str
    refusal: Refusal | None


@require_http_methods(READ_OR_SEND)
@page("fulfillment:edit")
def hold(request: HttpRequest, number: str) -> HttpResponse:
    form = HoldForm(request.POST or None)
    reason = HoldReason(form.cleaned_data["reason"]) if form.is_valid() else HoldReason.OTHER
    note = form.cleaned_data.get("note", "") if form.is_bound else ""
    return done_or_told(
        request,
        number,
        lambda stamp: operations.hold_work(number, reason=reason, note=note, stamp=stamp),
        done=gettext("It is on hold."),
    )


@require_http_methods(READ_OR_SEND)
@page("fulfillment:edit")
def release(request: HttpRequest, number: str) -> HttpResponse:
    return done_or_told(
        request,
        number,
        lambda stamp: operations.release_work(number, stamp=stamp),
        done=gettext("It may go on."),
    )


@require_http_methods(READ_OR_SEND)
@page("fulfillment:edit")
def stop(request: HttpRequest, number: str) -> HttpResponse:
    return done_or_told(
        request,
        number,
        lambda stamp: operations.stop_work(number, stamp=stamp),
        done=gettext("It is back in the queue."),
    )


@require_http_methods(READ_OR_SEND)
@page("fulfillment:edit")
def short(request: HttpRequest, number: str) -> HttpResponse:
    """Send it without what cannot be found."""
    form = ShortForm(request.POST or None)
    form.offer(work_for(number, actor_of(request)))
    if not form.is_valid():
        return _ask(request, number, form, title=gettext("Send it without?"))
    given = form.cleaned_data
    part = Part(given["line"], given["quantity"])
    return done_or_told(
        request,
        number,
        lambda stamp: operations.short_line(
            number, parts=[part], reason=given["reason"], stamp=stamp
        ),
        done=gettext("It goes without."),
    )


@require_http_methods(READ_OR_SEND)
@page("fulfillment:edit")
def split(request: HttpRequest, number: str) -> HttpResponse:
    form = PartForm(request.POST or None)
    form.offer(work_for(number, actor_of(request)))
    if not form.is_valid():
        return _ask(request, number, form, title=gettext("Which part goes by itself?"))
    part = Part(**form.cleaned_data)
    return done_or_told(
        request,
        number,
        lambda stamp: operations.split_work(number, parts=[part], stamp=stamp),
        done=gettext("That part goes by itself now."),
    )


@require_http_methods(READ_OR_SEND)
@page("fulfillment:edit")
def move(request: HttpRequest, number: str) -> HttpResponse:
    work = work_for(number, actor_of(request))
    form = MoveForm(request.POST or None)
    form.offer(each for each in places() if each.code != work.row.location)
    if not form.is_valid():
        return _ask(request, number, form, title=gettext("Who sends it instead?"))
    given = form.cleaned_data
    return done_or_told(
        request,
        number,
        lambda stamp: operations.move_work(number, **given, stamp=stamp),
        done=gettext("It is sent from there."),
    )


@require_POST
@page("fulfillment:edit")
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """Let others of the same order leave together with this one."""
    others = request.POST.getlist("other")
    return done_or_told(
        request,
        number,
        lambda stamp: operations.merge_works([number, *others], stamp=stamp),
        done=gettext("They leave together now."),
    )


@require_http_methods(READ_OR_SEND)
@page("fulfillment:edit")
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Call off what has not left: its order goes without it."""
    work_for(number, actor_of(request))
    form = CancelForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, number, form, title=gettext("Call this part of the order off?"))
    reason = form.cleaned_data["reason"]
    return done_or_told(
        request,
        number,
        lambda stamp: operations.cancel_work(number, reason=reason, stamp=stamp),
        done=gettext("It is called off."),
    )


@require_POST
@page("fulfillment:edit")
def ship_selected(request: HttpRequest) -> HttpResponse:
    """Send each that is selected, in a transaction of its own; one no does not stop the others."""
    numbers = tuple(dict.fromkeys(request.POST.getlist("number")))
    if not 1 <= len(numbers) <= MOST:
        raise NothingToPick(most=MOST)
    context = {
        "title": gettext("Shipping results"),
        "crumbs": [queue_crumb()],
        "results": [Result(number, _shipped(request, number)) for number in numbers],
    }
    return render(request, "console/fulfillment/shipped.html", context)


def _shipped(request: HttpRequest, number: str) -> Refusal | None:
    try:
        act_once(
            request,
            lambda stamp: operations.ship_whole(number, stamp=stamp),
            key=f":{number}",
        )
    except Refusal as refusal:
        return refusal
    return None


def _ask(
    request: HttpRequest, number: str, form: PartForm | MoveForm | CancelForm, *, title: str
) -> HttpResponse:
    context = {"title": title, "crumbs": [queue_crumb()], "number": number, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "console/fulfillment/ask.html", context, status=status)
