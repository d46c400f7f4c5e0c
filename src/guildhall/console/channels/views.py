"""What channels show that means nothing yet: parse, ask one query or call one operation, show."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.catalog.operations import map_unmatched, set_unmatched_aside
from guildhall.catalog.queries import get_unmatched
from guildhall.console.channels.forms import FindForm, MapForm, UnmatchedFilterForm
from guildhall.console.channels.queries import (
    EDIT,
    VIEW,
    get_channel_list,
    get_find_page,
    get_unmatched_page,
)
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.kernel.refusals import Refusal


@require_safe
@page(VIEW)
def show_list(request: HttpRequest) -> HttpResponse:
    context = {
        "title": gettext("Channels"),
        "channels": get_channel_list(actor=actor_of(request)),
    }
    return render(request, "console/channels/list.html", context)


@require_safe
@page(VIEW)
def show(request: HttpRequest, code: str) -> HttpResponse:
    return _show(request, code)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def map_one(request: HttpRequest, unmatched: UUID) -> HttpResponse:
    """Map what waits, and show what waits next."""
    card = get_unmatched(unmatched)
    if request.method != "POST":
        return redirect("channels:channel", card.channel)
    form = MapForm(request.POST)
    if not form.is_valid():
        return redirect("channels:find", unmatched)
    sku = form.cleaned_data["sku"]
    try:
        act_once(request, lambda stamp: map_unmatched(unmatched, sku=sku, stamp=stamp))
    except Refusal as refusal:
        return _show(request, card.channel, problem=refusal, typed=(unmatched, sku))
    told = gettext("{external_sku} means {sku} now.")
    messages.success(request, told.format(external_sku=card.external_sku, sku=sku))
    return redirect("channels:channel", card.channel)


@require_safe
@page(EDIT)
def find(request: HttpRequest, unmatched: UUID) -> HttpResponse:
    form = FindForm(request.GET)
    form.is_valid()
    found = get_find_page(unmatched, text=form.cleaned_data.get("q", ""), actor=actor_of(request))
    context = {
        "title": found.card.external_sku,
        "crumbs": crumbs_to(found.channel.code, found.channel.name),
        "found": found,
        "form": form,
    }
    return render(request, "console/channels/find.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def set_aside(request: HttpRequest, unmatched: UUID) -> HttpResponse:
    """Set an SKU aside that is none of ours, or let it wait again."""
    card = get_unmatched(unmatched)
    if request.method == "POST":
        aside = request.POST.get("aside") == "1"
        set_it = partial(set_unmatched_aside, unmatched, aside=aside)
        act_once(request, lambda stamp: set_it(stamp=stamp))
        told = gettext("{sku} is set aside.") if aside else gettext("{sku} waits again.")
        messages.success(request, told.format(sku=card.external_sku))
    return redirect("channels:channel", card.channel)


def crumbs_to(code: str = "", name: str = "") -> list[Crumb]:
    """Return the way to a channel, or to the list of them."""
    there = [Crumb(gettext("Channels"), reverse("channels:list"))]
    return [*there, Crumb(name, reverse("channels:channel", args=[code]))] if code else there


def _show(
    request: HttpRequest,
    code: str,
    *,
    problem: Refusal | None = None,
    typed: tuple[UUID, str] | None = None,
) -> HttpResponse:
    """Show what waits; what somebody typed that was refused stands where they typed it."""
    form = UnmatchedFilterForm(request.GET)
    actor = actor_of(request)
    chosen = form.chosen(code, scopes=actor.reach(VIEW))
    found = get_unmatched_page(code, chosen, cursor=request.GET.get("cursor"), actor=actor)
    context = {
        "title": found.channel.name,
        "crumbs": crumbs_to(),
        "found": found,
        "form": form,
        "chips": chips(request, form),
        "problem": problem,
        "typed_for": typed[0] if typed else None,
        "typed": typed[1] if typed else "",
    }
    status = problem.status if problem else 200
    return render(request, "console/channels/channel.html", context, status=status)
