"""Parcels: where they are, and which of them somebody has to look after."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guildhall.console.fulfillment.forms import ParcelsForm, TrackingForm
from guildhall.console.fulfillment.parts import (
    attempt,
    may_edit,
    places,
    queue_crumb,
    work_for,
)
from guildhall.console.fulfillment.words import NOES
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.fulfillment import operations
from guildhall.fulfillment.queries import count_parcels, get_parcel, heard_of, list_parcels
from guildhall.fulfillment.types import ParcelCard
from guildhall.kernel.stamp import Actor


@require_safe
@page("fulfillment:view")
def show_list(request: HttpRequest) -> HttpResponse:
    form = ParcelsForm(request.GET)
    form.offer(places())
    chosen = form.chosen(scopes=actor_of(request).reach("fulfillment:view"))
    context = {
        "title": gettext("Parcels"),
        "crumbs": [queue_crumb()],
        "form": form,
        "chips": chips(request, form),
        "found": list_parcels(chosen, cursor=request.GET.get("cursor")),
        "count": count_parcels(chosen),
    }
    return render(request, "console/fulfillment/parcels.html", context)


@require_safe
@page("fulfillment:view")
def show(request: HttpRequest, number: str) -> HttpResponse:
    parcel = parcel_for(number, actor_of(request))
    work = work_for(parcel.work, actor_of(request))
    context = {
        "title": number,
        "crumbs": [queue_crumb(), Crumb(gettext("Parcels"), reverse("fulfillment:parcels"))],
        "parcel": parcel,
        "heard": heard_of(number),
        "form": TrackingForm(),
        "can_edit": may_edit(work, request),
        "no": NOES.get(parcel.refused, parcel.refused),
        "is_here": parcel.state in ("open", "sealed"),
    }
    return render(request, "console/fulfillment/parcel.html", context)


@require_POST
@page("fulfillment:edit")
def add_tracking(request: HttpRequest, number: str) -> HttpResponse:
    form = TrackingForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        problem = attempt(
            request,
            lambda stamp: operations.add_tracking(
                number, carrier=given["carrier"], number=given["tracking"], stamp=stamp
            ),
        )
        if problem is not None:
            messages.error(request, problem.told(gettext))
    return redirect("fulfillment:parcel", number)


def parcel_for(number: str, actor: Actor) -> ParcelCard:
    """Return a parcel to somebody who may see what it is of."""
    parcel = get_parcel(number)
    work_for(parcel.work, actor)
    return parcel
