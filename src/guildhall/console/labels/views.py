"""Labels to print: parse, ask one query, send a PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from guildhall.catalog.queries.labels import label_cards
from guildhall.catalog.states import Bars
from guildhall.console.labels.forms import LabelsForm
from guildhall.console.labels.papers import PAPERS, pdf_of
from guildhall.console.shell.doors import actor_of, page
from guildhall.kernel.refusals import Refusal
from guildhall.organization.queries import list_channels


@require_http_methods(["GET", "HEAD", "POST"])
@page("catalog:view")
def print_labels(request: HttpRequest) -> HttpResponse:
    asked = {"items": "\n".join(request.GET.getlist("sku"))}
    form = LabelsForm(request.POST or None, initial=asked)
    actor = actor_of(request)
    seen = [card for card in list_channels() if actor.may("catalog:view", scope=card.scopes)]
    form.offer((card.code, card.name) for card in seen)
    problem = None
    if form.is_valid():
        given = form.cleaned_data
        channel = next((card for card in seen if card.code == given["channel"]), None)
        try:
            cards = label_cards(
                given["items"], bars=Bars(given["bars"]), channel=channel, actor=actor
            )
            return _file(pdf_of(cards, paper=PAPERS[given["paper"]]))
        except Refusal as refusal:
            problem = refusal
    context = {"title": gettext("Print labels"), "form": form, "problem": problem}
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "console/labels/print.html", context, status=status)


def _file(pdf: bytes) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="labels.pdf"'
    return response
