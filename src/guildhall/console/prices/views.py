"""Pages of prices: parse, ask one query or call one operation, show."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.catalog.operations import change_price, end_price
from guildhall.catalog.types import PriceSlot
from guildhall.console.prices.cells import Result, change_cells
from guildhall.console.prices.forms import MatrixForm, PriceForm
from guildhall.console.prices.queries import (
    VIEW,
    VariantPrices,
    get_matrix_page,
    get_variant_prices,
)
from guildhall.console.prices.tabs import tabs
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.kernel import clock
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel


@require_safe
@page("prices:view")
def show_matrix(request: HttpRequest) -> HttpResponse:
    form = MatrixForm(request.GET)
    found = get_matrix_page(
        form.chosen(),
        channel=form.channel_code,
        at=clock.now(),
        cursor=request.GET.get("cursor"),
        actor=actor_of(request),
    )
    form.offer(found.channels, found.categories, found.matrix.lists)
    context = {
        "title": gettext("Prices"),
        "tabs": tabs(request),
        "form": form,
        "chips": [chip for chip in chips(request, form) if chip.label != form["channel"].label],
        "found": found,
    }
    return render(request, "console/prices/matrix.html", context)


@require_POST
@page("prices:edit")
def change_many(request: HttpRequest) -> HttpResponse:
    """Change what was typed into cells; a script sends one cell and gets it back."""
    channel = get_channel(request.POST.get("channel", ""))
    actor_of(request).must(VIEW, scope=channel.scopes)
    results = change_cells(request, channel)
    if request.headers.get("X-Cells"):
        return JsonResponse({"cells": [asdict(each) for each in results]})
    _tell(request, results)
    back = request.POST.get("back", "")
    return redirect(f"{reverse('prices:matrix')}?{back}")


@require_http_methods(["GET", "HEAD", "POST"])
@page("prices:view")
def show_variant(request: HttpRequest, channel: str, sku: str) -> HttpResponse:
    """Show all that a variant costs on a channel; a form there sets or plans a price."""
    found = _found(request, channel, sku)
    form = PriceForm(request.POST or None, initial={"price_list": found.price_list})
    form.offer(found.lists)
    if not form.is_valid():
        return _show(request, found, form=form, status=422 if form.is_bound else 200)
    slot = form.slot()
    currencies = {each.code: each.currency for each in found.lists}
    currency = currencies.get(slot.price_list, found.channel.currency)
    waits = []

    def act(stamp: Stamp) -> None:
        pending = change_price(
            sku,
            price=Money(form.cleaned_data["amount"], currency),
            channel=found.channel,
            slot=slot,
            stamp=stamp,
        )
        waits.extend([pending] if pending else [])

    try:
        act_once(request, act)
    except Refusal as refusal:
        return _show(request, found, form=form, problem=refusal)
    if waits:
        messages.warning(request, gettext("It waits for somebody else's yes."))
    else:
        messages.success(request, gettext("The price is kept."))
    return redirect(_address(found, slot.price_list))


@require_POST
@page("prices:edit")
def end(request: HttpRequest, channel: str, sku: str) -> HttpResponse:
    """Take a price off, as it was seen."""
    found = _found(request, channel, sku)
    line = next((each for each in found.lines if str(each.id) == request.POST.get("price")), None)
    if line is None:
        return redirect(_address(found, found.price_list))

    def act(stamp: Stamp) -> None:
        end_price(
            sku,
            channel=found.channel,
            currency=line.price.currency,
            slot=PriceSlot(line.price_list, line.min_quantity),
            expected=Expected((quoted(request.POST.get("version", "")),)),
            stamp=stamp,
        )

    try:
        act_once(request, act)
    except Refusal as refusal:
        return _show(request, found, form=_fresh(found), problem=refusal)
    messages.success(request, gettext("The price is taken off."))
    return redirect(_address(found, line.price_list))


def _tell(request: HttpRequest, results: tuple[Result, ...]) -> None:
    refused = [each for each in results if each.outcome == "refused"]
    for each in refused:
        messages.error(request, f"{each.sku}: {each.told}")
    for each in results:
        if each.outcome == "waits":
            messages.warning(request, f"{each.sku}: {each.told}")
    if len(refused) < len(results):
        messages.success(request, gettext("Saved"))


def _found(request: HttpRequest, channel: str, sku: str) -> VariantPrices:
    return get_variant_prices(
        sku,
        channel=channel,
        price_list=request.GET.get("list", ""),
        actor=actor_of(request),
    )


def _fresh(found: VariantPrices) -> PriceForm:
    form = PriceForm(initial={"price_list": found.price_list})
    form.offer(found.lists)
    return form


def _address(found: VariantPrices, price_list: str) -> str:
    address = reverse("prices:variant", args=[found.channel.code, found.sku])
    return f"{address}?{urlencode({'list': price_list})}" if price_list else address


def _show(
    request: HttpRequest,
    found: VariantPrices,
    *,
    form: PriceForm,
    problem: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": found.sku,
        "crumbs": [
            Crumb(gettext("Prices"), reverse("prices:matrix")),
            Crumb(found.channel.name, f"{reverse('prices:matrix')}?channel={found.channel.code}"),
        ],
        "found": found,
        "form": form,
        "at": clock.now(),
        "problem": problem,
    }
    return render(
        request,
        "console/prices/variant.html",
        context,
        status=problem.status if problem else status,
    )
