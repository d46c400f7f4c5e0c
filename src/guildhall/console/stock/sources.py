"""From which places a channel sells: add, drop, move up and down."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from guildhall.console.shell.doors import act_once, page
from guildhall.console.stock.forms import SourcesForm
from guildhall.console.stock.policies import found_for, show_channel
from guildhall.inventory.operations import set_sources
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.refusals import Refusal


@require_POST
@page("stock:edit")
def change(request: HttpRequest, channel: str) -> HttpResponse:
    """Do one thing to one place of the list; whoever saw another list is told so."""
    found = found_for(request, channel)
    form = SourcesForm(request.POST)
    if not form.is_valid():
        return show_channel(request, found, status=422)
    codes = form.changed(found.sources.codes)
    seen = Expected((quoted(form.cleaned_data["version"]),))
    put = partial(set_sources, found.channel, codes, seen=seen)
    try:
        act_once(request, lambda stamp: put(stamp=stamp))
    except Refusal as refusal:
        found = found_for(request, channel)
        return show_channel(request, found, problem=refusal, status=refusal.status)
    messages.success(request, gettext("From the next order on it sells from these places."))
    return redirect("stock:channel", channel)
