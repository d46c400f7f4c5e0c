"""The order page itself, and how it answers what somebody does on it."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from guildhall.console.orders.asks import ASKS, Asked, asked
from guildhall.console.orders.card import OrderPage, get_order_page
from guildhall.console.orders.desk_forms import (
    DuplicateForm,
    HoldForm,
    JudgeForm,
    NoteForm,
    ReasonForm,
    ReleaseForm,
)
from guildhall.console.orders.forms import CancelForm, CustomerForm, PaymentForm
from guildhall.console.shell.doors import act_once, actor_of
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.conditions import WHATEVER, Expected, quoted
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.orders.types import Customer

READ_OR_SEND = ["GET", "HEAD", "POST"]
LOOKS = 4
"""How often a page looks again for what a fact is about to change."""

type Act = Callable[[Stamp], object]


def seen(request: HttpRequest, name: str = "version") -> Expected:
    """Return the version that the person saw when they sent their form."""
    version = request.POST.get(name, "")
    return Expected((quoted(version),)) if version else WHATEVER


def act(
    request: HttpRequest, number: str, run: Act, *, done: str, note: NoteForm | None = None
) -> HttpResponse:
    """Do it and show the order, or show the order with the reason why not.

    A `note` that was refused stays in its field.

    Whoever comes back to such a page later (by a bookmark, or by a change of language) is
    led to the order.
    """
    if request.method != "POST":
        return redirect("orders:order", number)
    try:
        act_once(request, run)
    except Refusal as refusal:
        return show_order(request, number, problem=refusal, note=note)
    messages.success(request, done)
    return redirect("orders:order", number)


def show_order(
    request: HttpRequest,
    number: str,
    *,
    problem: Refusal | None = None,
    shown: Customer | None = None,
    note: NoteForm | None = None,
) -> HttpResponse:
    told = request.GET.get("history", "")
    found = get_order_page(number, actor=actor_of(request), shown=shown, told=told)
    look = _whole(request.GET.get("look", "")) + 1
    context = {
        "title": number,
        "crumbs": [Crumb(gettext("Orders"), reverse("orders:list"))],
        "found": found,
        "order": found.order,
        "asks": _asks(found),
        "note_form": note or NoteForm(auto_id="note_%s"),
        "told": told,
        "look": look if found.settles and not problem and look <= LOOKS else None,
        "delay": 2 ** (look - 1),
        "problem": problem,
    }
    status = problem.status if problem else 422 if note is not None else 200
    return render(request, "console/orders/order.html", context, status=status)


def ask(request: HttpRequest, number: str, name: str, *, form: Form) -> HttpResponse:
    """Show a question on a page of its own, with what was wrong with the last answer."""
    found = get_order_page(number, actor=actor_of(request))
    _fit(form, found)
    context = {
        "title": ASKS[name].title,
        "crumbs": [Crumb(number, reverse("orders:order", args=[number]))],
        "found": found,
        "order": found.order,
        "each": asked(name, form, number),
        "back": reverse("orders:order", args=[number]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "console/orders/ask.html", context, status=status)


def _asks(found: OrderPage) -> list[Asked]:
    """Return the questions that this page may ask, each with an empty form."""
    forms: dict[str, Form] = {
        "pay": PaymentForm(auto_id="pay_%s"),
        "edit": ReasonForm(auto_id="edit_%s"),
        "cancel": CancelForm(auto_id="cancel_%s"),
        "hold": HoldForm(auto_id="hold_%s"),
        "release": ReleaseForm(auto_id="release_%s"),
        "review": ReasonForm(auto_id="review_%s"),
        "judge": JudgeForm(auto_id="judge_%s"),
    }
    asks = {name: form for name, form in forms.items() if name in found.can}
    if found.can_look:
        asks["customer"] = CustomerForm(auto_id="customer_%s")
    if "orders:edit" in found.rights:
        asks["duplicate"] = DuplicateForm(auto_id="duplicate_%s")
    for form in asks.values():
        _fit(form, found)
    return [asked(name, form, found.order.row.number) for name, form in asks.items()]


def _fit(form: Form, found: OrderPage) -> None:
    """Offer in a form what this order has."""
    if isinstance(form, PaymentForm):
        form.prefill(found.due)
    if isinstance(form, ReleaseForm):
        form.offer(found.order.row.holds)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
