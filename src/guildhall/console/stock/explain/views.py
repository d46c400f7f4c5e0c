"""The page that says why a number is what it is: parse, ask one query, show."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.console.stock.explain.forms import ExplainForm
from guildhall.console.stock.explain.queries import get_explain_page


@require_safe
@page("stock:view")
def show(request: HttpRequest) -> HttpResponse:
    form = ExplainForm(request.GET)
    actor = actor_of(request)
    asked = form.asked(scopes=actor.reach("stock:view"))
    found = get_explain_page(asked, cursor=request.GET.get("cursor"), actor=actor)
    form.offer(found.locations, found.channels)
    context = {
        "title": gettext("Why is it this number?"),
        "crumbs": [Crumb(gettext("Stock"), reverse("stock:list"))],
        "form": form,
        "chips": chips(request, form),
        "found": found,
        "told": found.found,
    }
    return render(request, "console/stock/explain/explain.html", context)
