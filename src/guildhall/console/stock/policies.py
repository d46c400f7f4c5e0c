"""Pages of how channels take stock, and of what they let wait."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.console.stock.forms import LendForm, OfferForm, SourcingForm
from guildhall.console.stock.queries import ChannelPage, get_channel_list, get_channel_page
from guildhall.inventory import operations
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_safe
@page("stock:view")
def show_list(request: HttpRequest) -> HttpResponse:
    context = {
        "title": gettext("How channels take stock"),
        "crumbs": [Crumb(gettext("Stock"), reverse("stock:list"))],
        "channels": get_channel_list(actor_of(request)),
    }
    return render(request, "console/stock/channels.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:view")
def show(request: HttpRequest, channel: str) -> HttpResponse:
    found = found_for(request, channel)
    if request.method != "POST":
        return show_channel(request, found)
    form = SourcingForm(request.POST)
    if not form.is_valid():
        return show_channel(request, found, sourcing=form, status=422)
    seen = Expected((quoted(form.cleaned_data["version"]),))

    def change(stamp: Stamp) -> None:
        operations.set_sourcing(channel, form.sourcing, stamp=stamp, seen=seen)

    try:
        act_once(request, change)
    except Refusal as refusal:
        return show_channel(
            request, found_for(request, channel), problem=refusal, status=refusal.status
        )
    messages.success(request, gettext("From the next order on stock is taken this way."))
    return redirect("stock:channel", channel)


@require_http_methods(["POST"])
@page("stock:edit")
def offer(request: HttpRequest, channel: str) -> HttpResponse:
    found = found_for(request, channel)
    form = OfferForm(request.POST)
    if not form.is_valid():
        return show_channel(request, found, offer=form, status=422)

    def change(stamp: Stamp) -> None:
        sku = form.cleaned_data["sku"].strip()
        operations.set_offer(sku, form.offer, channel=channel, stamp=stamp)

    try:
        act_once(request, change)
    except Refusal as refusal:
        for field, words in refusal.errors.items():
            if field in form.fields:
                form.add_error(field, gettext(words))
        return show_channel(request, found, offer=form, problem=refusal, status=refusal.status)
    messages.success(request, gettext("The offer is saved."))
    return redirect("stock:channel", channel)


def found_for(request: HttpRequest, channel: str) -> ChannelPage:
    return get_channel_page(channel, cursor=request.GET.get("cursor"), actor=actor_of(request))


def show_channel(
    request: HttpRequest,
    found: ChannelPage,
    *,
    sourcing: SourcingForm | None = None,
    offer: OfferForm | None = None,
    problem: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    how = found.sourcing.sourcing
    as_it_is = {
        "allocation": how.order.value,
        "may_split": how.may_split,
        "in_part": how.in_part,
        "most_held": how.most_held,
        "version": found.sourcing.version,
    }
    context = {
        "title": found.channel.name,
        "crumbs": [
            Crumb(gettext("Stock"), reverse("stock:list")),
            Crumb(gettext("How channels take stock"), reverse("stock:channels")),
        ],
        "found": found,
        "form": sourcing or SourcingForm(initial=as_it_is),
        "offer_form": offer or OfferForm(),
        "lend_form": LendForm.offering(found.lendable),
        "problem": problem,
    }
    return render(request, "console/stock/channel.html", context, status=status)
