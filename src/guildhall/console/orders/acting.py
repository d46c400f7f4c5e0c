"""What is done on the order page: parse, call one operation, show the order."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.orders.forms import CancelForm, CustomerForm, PaymentForm
from guildhall.console.orders.showing import READ_OR_SEND, act, ask, seen, show_order
from guildhall.console.shell.doors import page
from guildhall.kernel.http import stamp_of
from guildhall.kernel.money import Money
from guildhall.orders import operations
from guildhall.orders.states import LookReason


@require_safe
@page("orders:view")
def show(request: HttpRequest, number: str) -> HttpResponse:
    return show_order(request, number)


@require_http_methods(READ_OR_SEND)
@page("orders:view")
def show_customer(request: HttpRequest, number: str) -> HttpResponse:
    """Show an order with its customer, to whoever says why; the next page masks them again."""
    form = CustomerForm(request.POST or None)
    if not form.is_valid():
        return ask(request, number, "customer", form=form)
    reason = LookReason(form.cleaned_data["reason"])
    shown = operations.show_customer(number, reason=reason, stamp=stamp_of(request))
    return show_order(request, number, shown=shown)


@require_http_methods(READ_OR_SEND)
@page("orders:edit")
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    return act(
        request,
        number,
        lambda stamp: operations.confirm_order(number, stamp=stamp, expected=seen(request)),
        done=gettext("The order is confirmed."),
    )


@require_http_methods(READ_OR_SEND)
@page("orders:edit")
def ship(request: HttpRequest, number: str) -> HttpResponse:
    return act(
        request,
        number,
        lambda stamp: operations.ship_order(number, stamp=stamp, expected=seen(request)),
        done=gettext("The order is shipped."),
    )


@require_http_methods(READ_OR_SEND)
@page("orders:edit")
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    form = CancelForm(request.POST or None)
    if not form.is_valid():
        return ask(request, number, "cancel", form=form)
    reason = form.cleaned_data["reason"]
    return act(
        request,
        number,
        lambda stamp: operations.cancel_order(
            number, reason=reason, stamp=stamp, expected=seen(request)
        ),
        done=gettext("The order is canceled."),
    )


@require_http_methods(READ_OR_SEND)
@page("payments:edit")
def pay(request: HttpRequest, number: str) -> HttpResponse:
    form = PaymentForm(request.POST or None)
    if not form.is_valid():
        return ask(request, number, "pay", form=form)
    amount = Money(form.cleaned_data["amount"], form.cleaned_data["currency"])
    key = request.POST.get("token", "")
    return act(
        request,
        number,
        lambda stamp: operations.take_payment(number, amount=amount, key=key, stamp=stamp),
        done=gettext("The payment is recorded."),
    )
