"""Pages of orders: parse, ask one query or call one operation, show."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.orders.forms import CancelForm, CustomerForm, OrderFilterForm, PaymentForm
from guildhall.console.orders.queries import get_order_list, get_order_page
from guildhall.console.orders.shipping import ship_selected
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.kernel import clock
from guildhall.kernel.http import stamp_of
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import Invalid, Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations
from guildhall.orders.states import LookReason
from guildhall.orders.types import Customer

LOOKS = 4
"""How often a page looks again for what a fact is about to change."""


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


@require_safe
@page("orders:view")
def show(request: HttpRequest, number: str) -> HttpResponse:
    return _show(request, number)


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:view")
def show_customer(request: HttpRequest, number: str) -> HttpResponse:
    """Show an order with its customer, to whoever says why; the next page masks them again."""
    form = CustomerForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, number, form, template="console/orders/customer.html")
    reason = LookReason(form.cleaned_data["reason"])
    shown = operations.show_customer(number, reason=reason, stamp=stamp_of(request))
    return _show(request, number, shown=shown)


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:edit")
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    act = partial(operations.confirm_order, number)
    return _act(request, number, act, done=gettext("The order is confirmed."))


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:edit")
def ship(request: HttpRequest, number: str) -> HttpResponse:
    act = partial(operations.ship_order, number)
    return _act(request, number, act, done=gettext("The order is shipped."))


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:edit")
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    form = CancelForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, number, form, template="console/orders/cancel.html")
    act = partial(operations.cancel_order, number, reason=form.cleaned_data["reason"])
    return _act(request, number, act, done=gettext("The order is canceled."))


@require_http_methods(["GET", "HEAD", "POST"])
@page("payments:edit")
def pay(request: HttpRequest, number: str) -> HttpResponse:
    form = PaymentForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, number, form, template="console/orders/pay.html")
    amount = Money(form.cleaned_data["amount"], request.POST.get("currency", ""))
    key = request.POST.get("token", "")
    act = partial(operations.take_payment, number, amount=amount, key=key)
    return _act(request, number, act, done=gettext("The payment is recorded."))


def _act(
    request: HttpRequest, number: str, act: Callable[..., object], *, done: str
) -> HttpResponse:
    """Do it and show the order, or show the order with the reason why not.

    Whoever comes back to such a page later (by a bookmark, or by a change of language) is
    led to the order.
    """
    if request.method != "POST":
        return redirect("orders:order", number)

    def stamped(stamp: Stamp) -> object:
        return act(stamp=stamp)

    try:
        act_once(request, stamped)
    except Refusal as refusal:
        return _show(request, number, problem=refusal)
    messages.success(request, done)
    return redirect("orders:order", number)


def _show(
    request: HttpRequest,
    number: str,
    *,
    problem: Refusal | None = None,
    shown: Customer | None = None,
) -> HttpResponse:
    found = get_order_page(number, actor=actor_of(request), shown=shown)
    payment = PaymentForm()
    payment.prefill(found.due)
    look = _whole(request.GET.get("look", "")) + 1
    context = {
        "title": number,
        "crumbs": [Crumb(gettext("Orders"), reverse("orders:list"))],
        "found": found,
        "order": found.order,
        "cancel_form": CancelForm(auto_id="cancel_%s"),
        "payment_form": payment,
        "customer_form": CustomerForm(auto_id="customer_%s"),
        "look": look if found.settles and not problem and look <= LOOKS else None,
        "delay": 2 ** (look - 1),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/orders/order.html", context, status=status)


def _ask(request: HttpRequest, number: str, form: Form, *, template: str) -> HttpResponse:
    """Show a question on a page of its own, with what was wrong with the last answer."""
    found = get_order_page(number, actor=actor_of(request))
    if isinstance(form, PaymentForm):
        form.prefill(found.due)
    context = {
        "title": number,
        "crumbs": [Crumb(number, reverse("orders:order", args=[number]))],
        "found": found,
        "order": found.order,
        "form": form,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


def _faults(form: Form) -> dict[str, str]:
    return {name: " ".join(map(str, faults)) for name, faults in form.errors.items()}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
