"""Pick lists: made of what is selected, walked through, brought to the bench."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guildhall.console.fulfillment.parts import attempt, queue_crumb
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.fulfillment import operations
from guildhall.fulfillment.operations import Picked
from guildhall.fulfillment.queries import get_pick_list, list_pick_lists, scopes_of_work
from guildhall.fulfillment.types import PickListCard
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import N_, Refusal
from guildhall.kernel.stamp import Actor

MOST = 200


class NothingToPick(Refusal):
    code = "console.nothing_to_pick"
    message = N_("Select at least one fulfillment order, and at most {most}.")
    status = 422


@require_POST
@page("fulfillment:edit")
def make_list(request: HttpRequest) -> HttpResponse:
    """Put what is selected on a pick list, and show it."""
    numbers = tuple(dict.fromkeys(request.POST.getlist("number")))
    if not 1 <= len(numbers) <= MOST:
        raise NothingToPick(most=MOST)
    made = operations.make_pick_list(numbers, stamp=stamp_of(request))
    return redirect("fulfillment:list", made)


@require_safe
@page("fulfillment:view")
def show_lists(request: HttpRequest) -> HttpResponse:
    scopes = actor_of(request).reach("fulfillment:view")
    context = {
        "title": gettext("Pick lists"),
        "crumbs": [queue_crumb()],
        "lists": list_pick_lists(scopes=scopes),
    }
    return render(request, "console/fulfillment/lists.html", context)


@require_safe
@page("fulfillment:view")
def show(request: HttpRequest, number: str) -> HttpResponse:
    return _show(request, number)


@require_POST
@page("fulfillment:edit")
def picked(request: HttpRequest, number: str) -> HttpResponse:
    """Note how much of an SKU was taken, in all."""
    try:
        quantity = Decimal(request.POST.get("quantity", ""))
    except InvalidOperation:
        quantity = Decimal("NaN")
    taken = Picked(request.POST.get("sku", ""), quantity)
    problem = attempt(
        request, lambda stamp: operations.note_picked(number, picked=taken, stamp=stamp)
    )
    if problem is not None:
        return _show(request, number, problem=problem)
    return redirect("fulfillment:list", number)


@require_POST
@page("fulfillment:edit")
def finish(request: HttpRequest, number: str) -> HttpResponse:
    """Go on to the pack bench with the first order of the list."""
    problem = attempt(request, lambda stamp: operations.finish_pick_list(number, stamp=stamp))
    if problem is not None:
        return _show(request, number, problem=problem)
    return redirect(f"{reverse('fulfillment:next')}?list={number}")


@require_POST
@page("fulfillment:edit")
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    problem = attempt(request, lambda stamp: operations.cancel_pick_list(number, stamp=stamp))
    if problem is not None:
        return _show(request, number, problem=problem)
    messages.success(request, gettext("The pick list is taken back."))
    return redirect("fulfillment:queue")


def list_for(number: str, actor: Actor) -> PickListCard:
    """Return a pick list to somebody who may see all that is on it."""
    found = get_pick_list(number)
    for row in found.orders:
        actor.must("fulfillment:view", scope=scopes_of_work(row))
    if not found.orders:
        actor.must("fulfillment:view", scope=(f"location:{found.location}",))
    return found


def _show(request: HttpRequest, number: str, *, problem: Refusal | None = None) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "title": number,
        "crumbs": [queue_crumb(), Crumb(gettext("Pick lists"), reverse("fulfillment:lists"))],
        "list": list_for(number, actor),
        "can_edit": any(g.capability in {"fulfillment:edit", "*"} for g in actor.grants),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/fulfillment/list.html", context, status=status)
