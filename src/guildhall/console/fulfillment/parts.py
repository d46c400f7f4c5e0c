"""What pages of fulfillment have in common."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from guildhall.console.shell.doors import act_once, actor_of
from guildhall.console.shell.parts import Crumb
from guildhall.fulfillment.queries import get_work, scopes_of_work, works_of_order
from guildhall.fulfillment.states import WorkState
from guildhall.fulfillment.types import WorkCard
from guildhall.inventory.queries import list_locations
from guildhall.inventory.states import SELLING
from guildhall.inventory.types import LocationCard
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Actor, Stamp

MERGED = (WorkState.OPEN, WorkState.IN_PROGRESS)


def queue_crumb() -> Crumb:
    return Crumb(gettext("Pick and pack"), reverse("fulfillment:queue"))


def work_for(number: str, actor: Actor) -> WorkCard:
    """Return a fulfillment order to somebody who may see it.

    Refuses with FulfillmentNotFound or NotPermitted.
    """
    work = get_work(number)
    actor.must("fulfillment:view", scope=scopes_of_work(work.row))
    return work


def places() -> tuple[LocationCard, ...]:
    """Return the places from which anything is sent."""
    return tuple(each for each in list_locations() if each.is_open and each.kind in SELLING)


def attempt(request: HttpRequest, act: Callable[[Stamp], object]) -> Refusal | None:
    """Do what a form asks, once per form; return the refusal where there is one."""
    try:
        act_once(request, act)
    except Refusal as refusal:
        return refusal
    return None


def done_or_told(
    request: HttpRequest, number: str, act: Callable[[Stamp], object], *, done: str
) -> HttpResponse:
    """Do it and show the fulfillment order, with what was done or why not."""
    if request.method == "POST":
        problem = attempt(request, act)
        if problem is not None:
            messages.error(request, problem.told(gettext))
        else:
            messages.success(request, done)
    return redirect("fulfillment:work", number)


def mergeable_with(work: WorkCard) -> list[str]:
    """Return what may leave together with a fulfillment order: of its order, at its place."""
    if work.row.state not in MERGED or any(line.packed for line in work.lines):
        return []
    return [
        other.row.number
        for other in works_of_order(work.row.order)
        if other.row.number != work.row.number
        and other.row.location == work.row.location
        and other.row.state == WorkState.OPEN
        and not any(line.packed for line in other.lines)
    ]


def may_edit(work: WorkCard, request: HttpRequest) -> bool:
    return actor_of(request).may("fulfillment:edit", scope=scopes_of_work(work.row))
