"""A part of an order called off: by line and quantity, with what it comes to shown before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from guildhall.console.orders.card import order_for
from guildhall.console.orders.part_form import PartForm
from guildhall.console.orders.showing import READ_OR_SEND, seen
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.inventory.queries import held_where
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations
from guildhall.orders.queries import preview_cancel
from guildhall.orders.types import CancelPreview, OrderCard


@require_http_methods(READ_OR_SEND)
@page("orders:edit")
def cancel_part(request: HttpRequest, number: str) -> HttpResponse:
    """Ask which units, show what that comes to as often as wanted, then call them off."""
    order = order_for(number, actor=actor_of(request), right="orders:edit")
    form = PartForm(request.POST or request.GET or None, order=order)
    if request.method != "POST":
        return _show(request, order, form)
    form.fields["reason"].required = True
    if not form.is_valid():
        return _show(request, order, form, status=422)

    def call_off(stamp: Stamp) -> None:
        operations.cancel_units(
            number,
            units=form.units,
            reason=form.cleaned_data["reason"],
            stamp=stamp,
            expected=seen(request),
        )

    try:
        act_once(request, call_off)
    except Refusal as refusal:
        fresh = order_for(number, actor=actor_of(request), right="orders:edit")
        again = PartForm(request.POST, order=fresh)
        return _show(request, fresh, again, problem=refusal, status=refusal.status)
    messages.success(request, gettext("A part of the order is called off."))
    return redirect("orders:order", number)


def _show(
    request: HttpRequest,
    order: OrderCard,
    form: PartForm,
    *,
    problem: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    number = order.row.number
    preview: CancelPreview | None = None
    if form.is_bound and form.is_valid() and form.units:
        try:
            preview = preview_cancel(number, units=form.units)
        except Refusal as refusal:
            problem, status = problem or refusal, max(status, refusal.status)
    context = {
        "title": gettext("Cancel a part of {number}").format(number=number),
        "crumbs": [Crumb(number, reverse("orders:order", args=[number]))],
        "order": order,
        "form": form,
        "preview": preview,
        "held": _places(number),
        "problem": problem,
    }
    return render(request, "console/orders/cancel_part.html", context, status=status)


def _places(number: str) -> str:
    """Return where the goods lie that go back on sale."""
    return ", ".join(dict.fromkeys(each.location for each in held_where(number)))
