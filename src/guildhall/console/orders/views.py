"""The list of orders: parse, ask one query, show."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.orders.forms import OrderFilterForm
from guildhall.console.orders.queries import get_order_list
from guildhall.console.orders.shipping import ship_selected
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import chips
from guildhall.kernel import clock
from guildhall.kernel.refusals import Invalid


@require_safe
@page("orders:view")
def show_list(request: HttpRequest) -> HttpResponse:
    form = OrderFilterForm(request.GET)
    actor = actor_of(request)
    chosen = form.chosen(at=clock.now(), actor=actor)
    found = get_order_list(chosen, cursor=request.GET.get("cursor"), actor=actor)
    form.offer(found.stores)
    context = {
        "title": gettext("Orders"),
        "form": form,
        "chips": chips(request, form),
        "found": found,
        "problem": Invalid(errors=_faults(form)) if form.errors else None,
    }
    return render(request, "console/orders/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:edit")
def ship_many(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("orders:list")
    context = {
        "title": gettext("Shipping results"),
        "results": ship_selected(request),
        "back": request.POST.get("back", ""),
    }
    return render(request, "console/orders/shipped.html", context)


def _faults(form: Form) -> dict[str, str]:
    return {name: " ".join(map(str, faults)) for name, faults in form.errors.items()}
