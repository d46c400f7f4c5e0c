"""The list of orders, and the lists that people keep: parse, ask or act, show."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.inbox.filters import OrderFilterForm
from guildhall.console.inbox.forms import ViewForm
from guildhall.console.inbox.queries import get_order_list
from guildhall.console.inbox.words import ACTS
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.kernel import clock
from guildhall.kernel.refusals import Invalid, Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations
from guildhall.orders.queries import list_views


@require_safe
@page("orders:view")
def show_list(request: HttpRequest) -> HttpResponse:
    form = OrderFilterForm(request.GET)
    found = get_order_list(
        form,
        query=request.GET,
        cursor=request.GET.get("cursor"),
        actor=actor_of(request),
        at=clock.now(),
    )
    form.offer(stores=found.stores, channels=found.channels, brands=found.brands)
    context = {
        "title": gettext("Orders"),
        "form": form,
        "chips": chips(request, form),
        "found": found,
        "acts": ACTS.items(),
        "here": _here(request.GET),
        "beyond": found.count > len(found.page.items),
        "too_many": found.count >= found.most,
        "view_form": ViewForm(auto_id="view_%s"),
        "problem": Invalid(errors=_faults(form)) if form.errors else None,
    }
    return render(request, "console/inbox/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:view")
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the list that an address shows under a name."""
    form = ViewForm(request.POST or None)
    query = request.POST.get("query", "") or request.GET.urlencode()
    if not form.is_valid():
        return _ask(request, form, query=query)
    act = partial(
        operations.keep_view,
        form.cleaned_data["name"],
        query=query,
        shared=form.cleaned_data["shared"],
    )
    problem = _done(request, act)
    if problem:
        return _ask(request, form, query=query, problem=problem)
    messages.success(request, gettext("The list is kept. It stands above the orders."))
    return redirect(f"{reverse('orders:list')}?{_here(QueryDict(query))}")


@require_safe
@page("orders:view")
def show_views(request: HttpRequest) -> HttpResponse:
    return _views(request)


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:view")
def change_view(request: HttpRequest, view: UUID) -> HttpResponse:
    if request.method != "POST":
        return redirect("inbox:views")
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _views(request, problem=Invalid(errors=_faults(form)))
    given = form.cleaned_data
    act = partial(operations.change_view, view, name=given["name"], shared=given["shared"])
    return _to_views(request, act, told=gettext("The list is changed."))


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:view")
def drop_view(request: HttpRequest, view: UUID) -> HttpResponse:
    if request.method != "POST":
        return redirect("inbox:views")
    act = partial(operations.drop_view, view)
    return _to_views(request, act, told=gettext("The list is removed. Its orders stay."))


def _to_views(request: HttpRequest, act: Callable[..., object], *, told: str) -> HttpResponse:
    problem = _done(request, act)
    if problem:
        return _views(request, problem=problem)
    messages.success(request, told)
    return redirect("inbox:views")


def _done(request: HttpRequest, act: Callable[..., object]) -> Refusal | None:
    def stamped(stamp: Stamp) -> object:
        return act(stamp=stamp)

    try:
        act_once(request, stamped)
    except Refusal as refusal:
        return refusal
    return None


def _views(request: HttpRequest, *, problem: Refusal | None = None) -> HttpResponse:
    found = list_views(actor_of(request))
    context = {
        "title": gettext("Kept lists"),
        "crumbs": _crumbs(),
        "own": [view for view in found if view.own],
        "others": [view for view in found if not view.own],
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/inbox/views.html", context, status=status)


def _ask(
    request: HttpRequest, form: Form, *, query: str, problem: Refusal | None = None
) -> HttpResponse:
    context = {
        "title": gettext("Keep this list"),
        "crumbs": _crumbs(),
        "form": form,
        "query": query,
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.is_bound else 200
    return render(request, "console/inbox/keep.html", context, status=status)


def _crumbs() -> list[Crumb]:
    return [Crumb(gettext("Orders"), reverse("orders:list"))]


def _here(query: QueryDict) -> str:
    """Return the address of a list from its start."""
    rest = query.copy()
    rest.pop("cursor", None)
    return rest.urlencode()


def _faults(form: Form) -> dict[str, str]:
    return {name: " ".join(map(str, faults)) for name, faults in form.errors.items()}
