"""Places of stock: opened, named, put on the map, closed, and which lot leaves them first."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.console.warehouse.parts import attempt, hall_crumb
from guildhall.console.warehouse.place_forms import LocationForm, NewLocationForm, RemovalForm
from guildhall.console.warehouse.place_queries import (
    get_kept_place,
    get_place_list,
    get_place_page,
)
from guildhall.inventory import operations
from guildhall.inventory.states import Removal
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_store, list_stores

VIEW, EDIT = "stock:view", "stock:edit"


@require_safe
@page(VIEW)
def show_list(request: HttpRequest) -> HttpResponse:
    context = {
        "title": gettext("Places"),
        "crumbs": [hall_crumb()],
        "found": get_place_list(actor_of(request)),
    }
    return render(request, "console/warehouse/places.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def open_one(request: HttpRequest) -> HttpResponse:
    """Open a place; which channel sells from it is said at the channel."""
    actor_of(request).must(EDIT)
    form = NewLocationForm(request.POST or None)
    form.offer(list_stores())
    problem = None
    if form.is_valid():
        problem = attempt(request, partial(_open, form))
        if problem is None:
            messages.success(request, gettext("The place is open. Say which channels sell there."))
            return redirect("warehouse:place", form.cleaned_data["code"])
        _blame(form, problem)
    context = {
        "title": gettext("Open a place"),
        "crumbs": _crumbs(),
        "form": form,
        "problem": problem,
        "action": request.path,
        "back": reverse("warehouse:places"),
        "button": gettext("Open the place"),
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "console/warehouse/begin.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(VIEW)
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show a place, and keep another name or another spot on the map."""
    if request.method != "POST":
        return _show(request, code)
    get_kept_place(code, actor_of(request))
    form = LocationForm(request.POST)
    if not form.is_valid():
        return _show(request, code, form=form)

    def keep(stamp: Stamp) -> None:
        name, seen = form.cleaned_data["name"], _seen(form)
        operations.change_location(code, name=name, point=form.point, stamp=stamp, seen=seen)

    return _act(request, code, keep, done=gettext("The place is kept."), form=form)


@require_POST
@page(EDIT)
def set_first(request: HttpRequest, code: str) -> HttpResponse:
    """Say which lot leaves a place first."""
    get_kept_place(code, actor_of(request))
    form = RemovalForm(request.POST)
    if not form.is_valid():
        return _show(request, code, removal=form)

    def keep(stamp: Stamp) -> None:
        removal = Removal(form.cleaned_data["removal"])
        operations.set_removal(code, removal=removal, stamp=stamp)

    done = gettext("Kept. What is picked from now on follows it.")
    return _act(request, code, keep, done=done)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then close a place where nothing lies any more."""
    found = get_kept_place(code, actor_of(request))
    if request.method == "POST":
        done = gettext("The place is closed.")
        shut = partial(operations.close_location, code)
        return _act(request, code, lambda stamp: shut(stamp=stamp), done=done)
    context = {
        "title": gettext("Close {name}?").format(name=found.place.name),
        "crumbs": _crumbs(),
        "action": request.path,
        "back": reverse("warehouse:place", args=[code]),
        "button": gettext("Close"),
        "danger": True,
    }
    return render(request, "console/warehouse/place_close.html", context)


@require_POST
@page(EDIT)
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    get_kept_place(code, actor_of(request))
    done = gettext("The place is open again.")
    again = partial(operations.reopen_location, code)
    return _act(request, code, lambda stamp: again(stamp=stamp), done=done)


def _open(form: NewLocationForm, stamp: Stamp) -> None:
    given = form.cleaned_data
    operations.open_location(
        given["code"],
        name=given["name"],
        kind=form.chosen_kind,
        store_id=get_store(given["store"]).id if given["store"] else None,
        point=form.point,
        stamp=stamp,
    )


def _act(
    request: HttpRequest,
    code: str,
    act: Callable[[Stamp], object],
    *,
    done: str,
    form: LocationForm | None = None,
) -> HttpResponse:
    problem = attempt(request, act)
    if problem is not None:
        if form is not None:
            _blame(form, problem)
        return _show(request, code, form=form, problem=problem)
    messages.success(request, done)
    return redirect("warehouse:place", code)


def _show(
    request: HttpRequest,
    code: str,
    *,
    form: LocationForm | None = None,
    removal: RemovalForm | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    found = get_place_page(code, actor_of(request))
    wrong = any(each is not None and each.errors for each in (form, removal))
    context = {
        "title": found.place.name,
        "crumbs": _crumbs(),
        "found": found,
        "form": form or LocationForm.showing(found.place),
        "removal_form": removal or RemovalForm(initial={"removal": found.place.removal}),
        "problem": problem,
    }
    status = problem.status if problem else 422 if wrong else 200
    return render(request, "console/warehouse/place.html", context, status=status)


def _blame(form: LocationForm, refusal: Refusal) -> None:
    """Say at each field what is wrong with it."""
    for field, words in refusal.errors.items():
        if field in form.fields:
            form.add_error(field, gettext(words))


def _seen(form: LocationForm) -> Expected:
    return Expected((quoted(form.cleaned_data["version"]),))


def _crumbs() -> list[Crumb]:
    return [hall_crumb(), Crumb(gettext("Places"), reverse("warehouse:places"))]
