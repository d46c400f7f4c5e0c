"""A file of tracking numbers: tried first, then taken, row by row."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from guildhall.console.fulfillment.forms import FileForm
from guildhall.console.fulfillment.parts import queue_crumb
from guildhall.console.shell.doors import page
from guildhall.fulfillment.operations import take_tracking_file
from guildhall.fulfillment.types import RowResult
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@page("fulfillment:edit")
def upload(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    problem: Refusal | None = None
    results: tuple[RowResult, ...] = ()
    if form.is_valid():
        given = form.cleaned_data
        try:
            results = take_tracking_file(
                given["file"].read(), dry_run=given["dry_run"], stamp=stamp_of(request)
            )
        except Refusal as refusal:
            problem = refusal
    context = {
        "title": gettext("Tracking file"),
        "crumbs": [queue_crumb()],
        "form": form,
        "results": results,
        "tried": form.is_bound and form.cleaned_data.get("dry_run"),
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "console/fulfillment/tracking_file.html", context, status=status)
