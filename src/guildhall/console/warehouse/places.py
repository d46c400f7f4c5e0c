"""Places of stock, and which lot leaves them first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.console.warehouse.forms import RemovalForm
from guildhall.console.warehouse.parts import attempt, hall_crumb
from guildhall.console.warehouse.queries import get_place_page, list_of_places
from guildhall.inventory.operations import set_removal
from guildhall.inventory.states import Removal


@require_safe
@page("stock:view")
def show_list(request: HttpRequest) -> HttpResponse:
    context = {
        "title": gettext("Places"),
        "crumbs": [hall_crumb()],
        "places": list_of_places(actor_of(request)),
    }
    return render(request, "console/warehouse/places.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:edit")
def edit_removal(request: HttpRequest, code: str) -> HttpResponse:
    """Say which lot leaves a place first."""
    place = get_place_page(code, actor_of(request))
    form = RemovalForm(request.POST or None, initial={"removal": place.removal})
    problem = None
    if form.is_valid():
        removal = Removal(form.cleaned_data["removal"])
        problem = attempt(request, lambda stamp: set_removal(code, removal=removal, stamp=stamp))
        if problem is None:
            messages.success(request, gettext("Kept. What is picked from now on follows it."))
            return redirect("warehouse:places")
    places = reverse("warehouse:places")
    context = {
        "title": place.name,
        "crumbs": [hall_crumb(), Crumb(gettext("Places"), places)],
        "form": form,
        "problem": problem,
        "action": request.path,
        "back": places,
        "button": gettext("Keep"),
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "console/warehouse/begin.html", context, status=status)
