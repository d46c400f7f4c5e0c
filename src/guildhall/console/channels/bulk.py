"""Many SKUs at once: those with the same SKU, and those whose guess somebody agrees with."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from guildhall.catalog.errors import UnmatchedNotFound
from guildhall.catalog.operations import link_all_by_sku, map_unmatched
from guildhall.catalog.types import LinkOutcome
from guildhall.console.channels.queries import EDIT, get_channel_for
from guildhall.console.channels.views import crumbs_to
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.kernel.paging import MAX_LIMIT
from guildhall.kernel.refusals import N_, Refusal


class NothingSelected(Refusal):
    code = "console.nothing_selected"
    message = N_("Select at least one order, and at most {most}.")
    status = 422


@dataclass(frozen=True, slots=True)
class Mapped:
    """What became of one selected SKU."""

    external_sku: str
    sku: str
    refusal: Refusal | None


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def link_all(request: HttpRequest, code: str) -> HttpResponse:
    """Link whatever waits under the very SKU of a variant."""
    channel = get_channel_for(code, EDIT, actor=actor_of(request))
    if request.method != "POST":
        context = {
            "title": gettext("Link all by SKU"),
            "crumbs": crumbs_to(channel.code, channel.name),
            "channel": channel,
        }
        return render(request, "console/channels/link_all.html", context)
    done: list[LinkOutcome] = []
    make = partial(link_all_by_sku, channel=channel)
    act_once(request, lambda stamp: done.append(make(stamp=stamp)))
    for outcome in done:
        messages.success(request, _told(outcome))
    return redirect("channels:channel", code)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def map_selected(request: HttpRequest, code: str) -> HttpResponse:
    """Map each selected SKU to the variant that was guessed; one no does not stop the others."""
    channel = get_channel_for(code, EDIT, actor=actor_of(request))
    if request.method != "POST":
        return redirect("channels:channel", code)
    chosen = tuple(dict.fromkeys(request.POST.getlist("guess")))
    if not 1 <= len(chosen) <= MAX_LIMIT:
        raise NothingSelected(most=MAX_LIMIT)
    context = {
        "title": gettext("Mapping results"),
        "crumbs": crumbs_to(channel.code, channel.name),
        "results": tuple(_map(request, each) for each in chosen),
        "channel": channel,
    }
    return render(request, "console/channels/mapped.html", context)


def _map(request: HttpRequest, guess: str) -> Mapped:
    """Map one SKU. A guess reads `id|our SKU|the channel's SKU`, as the page showed it."""
    unmatched, _, rest = guess.partition("|")
    sku, _, external_sku = rest.partition("|")
    try:
        make = partial(map_unmatched, _id(unmatched), sku=sku)
        act_once(request, lambda stamp: make(stamp=stamp), key=f":{unmatched}")
    except Refusal as refusal:
        return Mapped(external_sku, sku, refusal)
    return Mapped(external_sku, sku, None)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise UnmatchedNotFound from error


def _told(outcome: LinkOutcome) -> str:
    linked = ngettext("{n} SKU is linked.", "{n} SKUs are linked.", outcome.linked)
    told = [linked.format(n=outcome.linked)]
    if outcome.kept_away:
        kept = ngettext(
            "{n} stays unlinked: somebody took its link away.",
            "{n} stay unlinked: somebody took their links away.",
            outcome.kept_away,
        )
        told.append(kept.format(n=outcome.kept_away))
    return " ".join(told)
