"""Pages of stock: parse, ask one query or call one operation, show."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.console.stock.forms import AdjustForm, LevelFilterForm
from guildhall.console.stock.queries import LevelPage, get_level_list, get_level_page
from guildhall.inventory.operations import adjust_stock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_safe
@page("stock:view")
def show_list(request: HttpRequest) -> HttpResponse:
    form = LevelFilterForm(request.GET)
    chosen = form.chosen(scopes=actor_of(request).reach("stock:view"))
    found = get_level_list(chosen, cursor=request.GET.get("cursor"))
    form.offer(found.locations)
    context = {
        "title": gettext("Stock"),
        "form": form,
        "chips": chips(request, form),
        "found": found,
    }
    return render(request, "console/stock/list.html", context)


@require_safe
@page("stock:view")
def show(request: HttpRequest, level: UUID) -> HttpResponse:
    return _show(request, _found(request, level))


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:edit")
def adjust(request: HttpRequest, level: UUID) -> HttpResponse:
    found = _found(request, level)
    form = AdjustForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "console/stock/adjust.html", _about(found, form), status=status)

    def change(stamp: Stamp) -> None:
        adjust_stock(
            found.level.location,
            variant_id=found.level.variant_id,
            sku=found.level.sku,
            by=form.cleaned_data["by"],
            reason=form.cleaned_data["reason"],
            stamp=stamp,
        )

    try:
        act_once(request, change)
    except Refusal as refusal:
        return _show(request, found, problem=refusal)
    messages.success(request, gettext("The stock is adjusted."))
    return redirect("stock:level", level)


def _found(request: HttpRequest, level: UUID) -> LevelPage:
    return get_level_page(level, cursor=request.GET.get("cursor"), actor=actor_of(request))


def _show(
    request: HttpRequest, found: LevelPage, *, problem: Refusal | None = None
) -> HttpResponse:
    context = {**_about(found, AdjustForm()), "problem": problem}
    status = problem.status if problem else 200
    return render(request, "console/stock/level.html", context, status=status)


def _about(found: LevelPage, form: AdjustForm) -> dict[str, object]:
    return {
        "title": found.level.sku,
        "crumbs": [Crumb(gettext("Stock"), reverse("stock:list"))],
        "found": found,
        "level": found.level,
        "form": form,
    }
