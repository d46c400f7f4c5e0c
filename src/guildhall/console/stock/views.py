"""Pages of stock: parse, ask one query or call one operation, show."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.console.stock.forms import AdjustForm, LevelFilterForm
from guildhall.console.stock.queries import LevelPage, get_level_list, get_level_page


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


def _found(request: HttpRequest, level: UUID) -> LevelPage:
    return get_level_page(level, cursor=request.GET.get("cursor"), actor=actor_of(request))


def _show(request: HttpRequest, found: LevelPage) -> HttpResponse:
    context = {
        "title": found.level.sku,
        "crumbs": [Crumb(gettext("Stock"), reverse("stock:list"))],
        "found": found,
        "level": found.level,
        "form": AdjustForm(initial={"expected": found.level.on_hand}),
    }
    return render(request, "console/stock/level.html", context)
