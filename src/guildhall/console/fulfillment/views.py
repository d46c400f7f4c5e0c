"""The queue of what is to leave, and whatever is next in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from guildhall.console.fulfillment.forms import QueueForm
from guildhall.console.fulfillment.parts import places
from guildhall.console.fulfillment.words import REASONS
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import chips
from guildhall.fulfillment.queries import (
    DOING,
    count_queue,
    count_works,
    list_works,
    next_work,
)
from guildhall.fulfillment.types import WorkFilter
from guildhall.kernel import clock


@require_safe
@page("fulfillment:view")
def show_queue(request: HttpRequest) -> HttpResponse:
    form = QueueForm(request.GET)
    form.offer(places())
    actor = actor_of(request)
    scopes = actor.reach("fulfillment:view")
    chosen = form.chosen(at=clock.now(), scopes=scopes)
    context = {
        "title": gettext("Pick and pack"),
        "form": form,
        "chips": chips(request, form),
        "found": list_works(chosen, cursor=request.GET.get("cursor")),
        "count": count_works(chosen),
        "counts": count_queue(clock.now(), location=chosen.location, scopes=scopes),
        "can_edit": any(g.capability in {"fulfillment:edit", "*"} for g in actor.grants),
        "now": clock.now(),
        "reasons": REASONS,
    }
    return render(request, "console/fulfillment/queue.html", context)


@require_safe
@page("fulfillment:view")
def go_on(request: HttpRequest) -> HttpResponse:
    """Open whatever is to be done next: of a pick list, or of a location."""
    chosen = WorkFilter(
        state=DOING,
        pick_list=request.GET.get("list", ""),
        location=request.GET.get("location", ""),
        scopes=actor_of(request).reach("fulfillment:view"),
    )
    found = next_work(chosen, after=request.GET.get("after", ""))
    if found is None:
        return redirect("fulfillment:queue")
    return redirect("fulfillment:work", found.number)
