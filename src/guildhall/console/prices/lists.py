"""Pages of price lists."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.catalog.operations import change_price_list, make_price_list
from guildhall.catalog.queries import get_price_list, list_price_lists
from guildhall.catalog.types import PriceListCard, PriceListFilter
from guildhall.console.prices.forms import ListForm, NewListForm
from guildhall.console.prices.queries import EDIT, channels_within
from guildhall.console.prices.tabs import tabs
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel import clock
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel


@require_safe
@page("prices:view")
def show_lists(request: HttpRequest) -> HttpResponse:
    chosen = PriceListFilter(scopes=actor_of(request).reach("prices:view"))
    context = {
        "title": gettext("Price lists"),
        "tabs": tabs(request),
        "found": list_price_lists(chosen, cursor=request.GET.get("cursor")),
        "at": clock.now(),
        "can_edit": actor_of(request).may(EDIT) or _edits_somewhere(request),
    }
    return render(request, "console/prices/lists.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("prices:edit")
def make(request: HttpRequest) -> HttpResponse:
    form = NewListForm(request.POST or None)
    form.offer(channels_within(actor_of(request)))
    if not form.is_valid():
        return _form(request, form, status=422 if form.is_bound else 200)
    given = form.cleaned_data

    def act(stamp: Stamp) -> None:
        make_price_list(
            given["code"],
            channel=get_channel(given["channel"]),
            currency=given["currency"].upper(),
            draft=form.draft(),
            stamp=stamp,
        )

    try:
        act_once(request, act)
    except Refusal as refusal:
        return _form(request, form, problem=refusal)
    messages.success(request, gettext("The price list is made."))
    return redirect("prices:lists")


@require_http_methods(["GET", "HEAD", "POST"])
@page("prices:view")
def change(request: HttpRequest, code: str) -> HttpResponse:
    card = get_price_list(code)
    actor_of(request).must("prices:view", scope=card.scopes)
    form = ListForm(request.POST or None, initial=_as_it_is(card))
    if not form.is_valid():
        return _form(request, form, card=card, status=422 if form.is_bound else 200)

    def act(stamp: Stamp) -> None:
        seen = Expected((quoted(form.cleaned_data["version"]),))
        change_price_list(code, draft=form.draft(), expected=seen, stamp=stamp)

    try:
        act_once(request, act)
    except Refusal as refusal:
        return _form(request, form, card=card, problem=refusal)
    messages.success(request, gettext("The price list is changed."))
    return redirect("prices:lists")


def _edits_somewhere(request: HttpRequest) -> bool:
    return any(grant.capability in {EDIT, "*"} for grant in actor_of(request).grants)


def _as_it_is(card: PriceListCard) -> dict[str, object]:
    return {
        "title": card.title,
        "customer_group": card.customer_group,
        "priority": card.priority,
        "starts_at": localtime(card.starts_at) if card.starts_at else None,
        "ends_at": localtime(card.ends_at) if card.ends_at else None,
        "is_active": card.is_active,
        "version": card.version,
    }


def _form(
    request: HttpRequest,
    form: ListForm,
    *,
    card: PriceListCard | None = None,
    problem: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": card.title if card else gettext("New price list"),
        "crumbs": [Crumb(gettext("Price lists"), reverse("prices:lists"))],
        "form": form,
        "card": card,
        "problem": problem,
        "can_edit": card is None or actor_of(request).may(EDIT, scope=card.scopes),
    }
    template = "console/prices/list_form.html"
    return render(request, template, context, status=problem.status if problem else status)
