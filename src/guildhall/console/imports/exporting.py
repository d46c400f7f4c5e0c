"""Taking products out of the house: exactly what a filter shows, as a file."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guildhall.catalog.operations.exports import note_export
from guildhall.catalog.queries.exports import export_products
from guildhall.catalog.queries.writing import TYPES, guarded_cells, sheet_file
from guildhall.catalog.states import SheetFormat
from guildhall.catalog.types import ProductFilter
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.http import stamp_of
from guildhall.organization.queries import list_channels

BLOCK = 64 * 1024
FILTERS = ("category", "brand", "kind", "state")


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            (SheetFormat.XLSX.value, _("Excel (XLSX)")),
            (SheetFormat.CSV.value, _("CSV, UTF-8")),
        ],
    )
    channel = forms.ChoiceField(label=_("With the prices on"), required=False)

    def offer(self, channels: Iterable[tuple[str, str]]) -> None:
        known = [("", _("– no prices –")), *channels]
        self.fields["channel"].choices = known  # type: ignore[attr-defined] # a ChoiceField


@require_http_methods(["GET", "HEAD", "POST"])
@page("catalog:export", fresh=True)
def export(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    channels = [card for card in list_channels() if actor.may("catalog:export", scope=card.scopes)]
    form = ExportForm(request.POST or None)
    form.offer((card.code, card.name) for card in channels)
    chosen = filter_in(request.GET, scopes=actor.reach("catalog:export"))
    if not form.is_valid():
        context = {
            "title": gettext("Export products"),
            "crumbs": [Crumb(gettext("Imports"), reverse("imports:list"))],
            "action": request.get_full_path(),
            "back": reverse("imports:list"),
            "button": gettext("Download"),
            "form": form,
        }
        return render(request, "console/imports/export.html", context)
    channel = next((c for c in channels if c.code == form.cleaned_data["channel"]), None)
    stamp = stamp_of(request)
    found = export_products(chosen, channel=channel, actor=actor, at=stamp.at)
    kind = SheetFormat(form.cleaned_data["format"])
    note_export(count=found.count, format=kind, stamp=stamp)
    name = f"{gettext('products')}.{kind.value}"
    if kind is SheetFormat.CSV:
        lines = csv_blocks(chain([found.headings], found.rows))
        answer: HttpResponseBase = StreamingHttpResponse(lines, content_type=TYPES[kind])
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    file = sheet_file(found.rows, headings=found.headings, format=kind)
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[kind])


def filter_in(query: QueryDict, *, scopes: tuple[str, ...]) -> ProductFilter:
    """Return the filter of the list of products, as its address says it."""
    said: dict[str, Any] = {name: query.get(name, "") for name in FILTERS}
    return ProductFilter(text=query.get("q", ""), scopes=scopes, **said)


def csv_blocks(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield CSV as it is made, a block at a time, for Excel with a mark at its start."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow(guarded_cells(row))
        if text.tell() > BLOCK:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()
