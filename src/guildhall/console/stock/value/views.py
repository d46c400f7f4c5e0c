"""Pages of what stock is worth: parse, ask one query, show."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.console.stock.value.forms import ValueForm
from guildhall.console.stock.value.queries import get_value_page
from guildhall.inventory.operations import note_value_export
from guildhall.inventory.queries import value_lines
from guildhall.inventory.types import ValueLine
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor

COLUMNS = (
    "location",
    "sku",
    "title",
    "category",
    "owner",
    "quantity",
    "unit_cost",
    "value",
    "currency",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
@page("prices:view")
def show(request: HttpRequest) -> HttpResponse:
    form = ValueForm(request.GET)
    actor = actor_of(request)
    found = get_value_page(form.chosen(scopes=actor.reach("prices:view")), actor)
    form.offer(found.locations, found.categories)
    context = {
        "title": gettext("What stock is worth"),
        "crumbs": [Crumb(gettext("Stock"), reverse("stock:list"))],
        "form": form,
        "chips": chips(request, form),
        "found": found,
        "report": found.report,
        "query": request.GET.urlencode(),
    }
    return render(request, "console/stock/value/value.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:export", fresh=True)
def export(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    chosen = ValueForm(request.GET).chosen(scopes=_where_both(actor))
    if request.method != "POST":
        context = {
            "title": gettext("Export what stock is worth"),
            "crumbs": [Crumb(gettext("What stock is worth"), reverse("stock:value"))],
            "action": request.get_full_path(),
            "back": f"{reverse('stock:value')}?{request.GET.urlencode()}",
            "button": gettext("Download as CSV"),
        }
        return render(request, "console/stock/value/export.html", context)
    lines = tuple(value_lines(chosen))
    day = chosen.day.isoformat() if chosen.day else ""
    note_value_export(lines=len(lines), day=day, stamp=stamp_of(request))
    return _file(lines)


def _where_both(actor: Actor) -> tuple[str, ...]:
    """Return where somebody may see costs and take stock along. Refuses with NotPermitted."""
    seen, taken = actor.reach("prices:view"), actor.reach("stock:export")
    if not seen or not taken:
        return seen or taken
    both = tuple(sorted({*seen} & {*taken}))
    if not both:
        raise NotPermitted(permission="stock:export")
    return both


def _file(lines: tuple[ValueLine, ...]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="stock-value.csv"'
    response.write("\ufeff")  # or Excel takes it for Latin-1
    sheet = csv.writer(response)
    sheet.writerow(COLUMNS)
    for line in lines:
        words = (line.location, line.sku, line.title, line.category, line.owner)
        figures = (line.quantity, line.unit_cost, line.value.amount, line.value.currency)
        sheet.writerow([*map(_cell, words), *figures])
    return response


def _cell(text: str) -> str:
    """Return a cell that a spreadsheet takes for text, never for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
