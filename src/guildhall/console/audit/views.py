"""Pages of the trail: parse, ask one query or call one operation, show."""

import csv
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.audit.operations import note_export
from guildhall.console.audit.forms import TrailFilterForm
from guildhall.console.audit.queries import TrailLine, get_trail_page, read_trail
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.kernel.http import stamp_of

COLUMNS = (
    "sequence",
    "at",
    "type",
    "subject",
    "actor",
    "by",
    "via",
    "session",
    "address",
    "request",
    "reason",
    "changes",
    "told",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
@page("audit:view")
def show_list(request: HttpRequest) -> HttpResponse:
    form = TrailFilterForm(request.GET)
    cursor = request.GET.get("cursor")
    found = get_trail_page(form.chosen(), cursor=cursor, actor=actor_of(request))
    form.offer(found.people, found.kinds)
    context = {
        "title": gettext("Activity"),
        "form": form,
        "chips": chips(request, form),
        "found": found,
        "query": request.GET.urlencode(),
    }
    return render(request, "console/audit/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("audit:export", fresh=True)
def export(request: HttpRequest) -> HttpResponse:
    form = TrailFilterForm(request.GET)
    chosen = form.chosen()
    if request.method != "POST":
        context = {
            "title": gettext("Export activity"),
            "crumbs": [Crumb(gettext("Activity"), reverse("audit:list"))],
            "action": request.get_full_path(),
            "back": f"{reverse('audit:list')}?{request.GET.urlencode()}",
            "button": gettext("Download as CSV"),
        }
        return render(request, "console/audit/export.html", context)
    lines = tuple(read_trail(chosen, actor=actor_of(request)))
    note_export(lines=len(lines), stamp=stamp_of(request))
    return _file(lines)


def _file(lines: Iterable[TrailLine]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="activity.csv"'
    response.write("\ufeff")  # or Excel takes it for Latin-1
    sheet = csv.writer(response)
    sheet.writerow(COLUMNS)
    for line in lines:
        sheet.writerow(_cell(getattr(line, name)) for name in COLUMNS)
    return response


def _cell(value: object) -> object:
    """Return a cell that a spreadsheet takes for text, never for a formula."""
    if isinstance(value, tuple):
        value = "; ".join(_pair(each) for each in value)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def _pair(each: object) -> str:
    if isinstance(each, tuple):
        return f"{each[0]}={each[1]}"
    return f"{each.field}: {each.before} → {each.after}"  # type: ignore[attr-defined]
