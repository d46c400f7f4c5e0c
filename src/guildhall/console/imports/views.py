"""Pages of files that come in: parse, ask one query or call one operation, show."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.catalog.operations import imports as operations
from guildhall.catalog.queries.writing import TYPES
from guildhall.catalog.queries.wrong_rows import wrong_rows_file
from guildhall.catalog.states import SheetFormat
from guildhall.console.imports.forms import ColumnsForm, UploadForm
from guildhall.console.imports.queries import (
    get_columns_page,
    get_import_list,
    get_import_page,
)
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.http import NoSuchPage, stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp

SLOWEST = 5
"""Seconds after which a page looks again at the latest."""


@require_safe
@page("catalog:view")
def show_list(request: HttpRequest) -> HttpResponse:
    context = {
        "title": gettext("Imports"),
        "found": get_import_list(cursor=request.GET.get("cursor")),
        "can_edit": actor_of(request).may("catalog:edit"),
        "can_export": actor_of(request).may("catalog:export"),
    }
    return render(request, "console/imports/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("catalog:edit")
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("imports:import", _kept(request, form.cleaned_data["file"]))
        except Refusal as refusal:
            problem = refusal
    context = {
        "title": gettext("Import products"),
        "crumbs": _crumbs(),
        "form": form,
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.is_bound else 200
    return render(request, "console/imports/new.html", context, status=status)


@require_safe
@page("catalog:view")
def show(request: HttpRequest, run: UUID) -> HttpResponseBase:
    return _show(request, run)


@require_http_methods(["GET", "HEAD", "POST"])
@page("catalog:edit")
def explain(request: HttpRequest, run: UUID) -> HttpResponse:
    """Keep what was said of the columns, and begin to check the file."""
    if request.method != "POST":
        return redirect("imports:import", run)
    found = get_columns_page(run)
    form = ColumnsForm(request.POST, card=found.card, sheet=found.sheet)
    form.offer(found.channels, found.price_lists)
    if not form.is_valid():
        return _columns(request, form, card=found.card)
    try:
        operations.explain_columns(run, terms=form.terms(), stamp=stamp_of(request))
        operations.check_import(run, stamp=stamp_of(request))
    except Refusal as refusal:
        return _columns(request, form, card=found.card, problem=refusal)
    return redirect("imports:import", run)


@require_safe
@page("catalog:edit")
def explain_again(request: HttpRequest, run: UUID) -> HttpResponse:
    found = get_columns_page(run)
    form = ColumnsForm(None, card=found.card, sheet=found.sheet)
    form.offer(found.channels, found.price_lists)
    return _columns(request, form, card=found.card)


@require_http_methods(["GET", "HEAD", "POST"])
@page("catalog:edit")
def run_file(request: HttpRequest, run: UUID) -> HttpResponseBase:
    return _act(request, run, partial(operations.run_import, run))


@require_http_methods(["GET", "HEAD", "POST"])
@page("catalog:edit")
def stop(request: HttpRequest, run: UUID) -> HttpResponseBase:
    act = partial(operations.stop_import, run)
    return _act(request, run, act, done=gettext("Stopped. What was taken stays."))


@require_safe
@page("catalog:view")
def download_faults(request: HttpRequest, run: UUID, format: str) -> HttpResponseBase:  # noqa: A002, ARG001 - as the address says
    """Send the rows that were not taken, as they stood in the file, with what to do beside."""
    if format not in {kind.value for kind in SheetFormat}:
        raise NoSuchPage
    kind = SheetFormat(format)
    return FileResponse(
        wrong_rows_file(run, format=kind),
        as_attachment=True,
        filename=f"{gettext('wrong-rows')}.{kind.value}",
        content_type=TYPES[kind],
    )


def _kept(request: HttpRequest, file: "UploadedFile[Any]") -> UUID:
    if file.file is None or file.size is None:
        raise NoSuchPage
    card = operations.keep_file(
        file.file, name=file.name or "", size=file.size, stamp=stamp_of(request)
    )
    return card.id


def _act(
    request: HttpRequest, run: UUID, act: Callable[..., object], *, done: str = ""
) -> HttpResponseBase:
    if request.method != "POST":
        return redirect("imports:import", run)

    def stamped(stamp: Stamp) -> object:
        return act(stamp=stamp)

    try:
        act_once(request, stamped)
    except Refusal as refusal:
        return _show(request, run, problem=refusal)
    if done:
        messages.success(request, done)
    return redirect("imports:import", run)


def _show(request: HttpRequest, run: UUID, *, problem: Refusal | None = None) -> HttpResponseBase:
    found = get_import_page(run, actor=actor_of(request))
    if found.card.state == "uploaded" and found.can_edit and not problem:
        return explain_again(request, run=run)
    look = _whole(request.GET.get("look", "")) + 1
    context = {
        "title": found.card.name,
        "crumbs": _crumbs(),
        "found": found,
        "card": found.card,
        "look": look,
        "delay": min(SLOWEST, 1 + look // 5),
        "problem": problem or found.problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/imports/import.html", context, status=status)


def _columns(
    request: HttpRequest, form: ColumnsForm, *, card: object, problem: Refusal | None = None
) -> HttpResponse:
    context = {
        "title": gettext("What the columns hold"),
        "crumbs": _crumbs(),
        "form": form,
        "card": card,
        "columns": form.columns(),
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "console/imports/columns.html", context, status=status)


def _crumbs() -> list[Crumb]:
    return [Crumb(gettext("Imports"), reverse("imports:list"))]


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
