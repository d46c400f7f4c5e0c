"""Pages of checkouts: which are stuck, what each has done, and why it waits."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.checkout import operations, queries
from guildhall.checkout.states import LIVING, MAKING
from guildhall.console.checkouts.forms import CallOffForm, CheckoutFilterForm
from guildhall.console.checkouts.words import STEP_STATES, STEPS, WAITS
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.kernel import clock
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_safe
@page("orders:view")
def show_list(request: HttpRequest) -> HttpResponse:
    form = CheckoutFilterForm(request.GET)
    actor, now = actor_of(request), clock.now()
    chosen = form.chosen(actor)
    context = {
        "title": gettext("Checkouts"),
        "crumbs": [Crumb(gettext("Orders"), reverse("orders:list"))],
        "form": form,
        "chips": chips(request, form),
        "count": queries.count_checkouts(chosen, at=now),
        "stuck": queries.list_stuck(at=now, scopes=chosen.scopes),
        "page": queries.list_checkouts(chosen, at=now, cursor=request.GET.get("cursor")),
        "waits": WAITS,
    }
    return render(request, "console/checkouts/list.html", context)


@require_safe
@page("orders:view")
def show(request: HttpRequest, checkout: UUID) -> HttpResponse:
    return _show(request, checkout)


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:edit")
def retry(request: HttpRequest, checkout: UUID) -> HttpResponse:
    act = partial(operations.hurry_checkout, checkout)
    return _act(request, checkout, act, done=gettext("It is taken up in a moment."))


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:edit")
def cancel(request: HttpRequest, checkout: UUID) -> HttpResponse:
    form = CallOffForm(request.POST or None)
    if not form.is_valid():
        context = {
            "title": gettext("Call off checkout"),
            "checkout": queries.get_checkout(checkout, at=clock.now()),
            "form": form,
        }
        status = 422 if form.is_bound else 200
        return render(request, "console/checkouts/cancel.html", context, status=status)
    act = partial(operations.cancel_checkout, checkout, reason=form.cleaned_data["reason"])
    return _act(request, checkout, act, done=gettext("The checkout is being called off."))


def _act(
    request: HttpRequest, checkout: UUID, act: Callable[..., object], *, done: str
) -> HttpResponse:
    """Do it and show the checkout, or show the checkout with the reason why not."""
    if request.method != "POST":
        return redirect("checkouts:checkout", checkout)

    def stamped(stamp: Stamp) -> object:
        return act(stamp=stamp)

    try:
        act_once(request, stamped)
    except Refusal as refusal:
        return _show(request, checkout, problem=refusal)
    messages.success(request, done)
    return redirect("checkouts:checkout", checkout)


def _show(request: HttpRequest, checkout: UUID, *, problem: Refusal | None = None) -> HttpResponse:
    stamp = stamp_of(request)
    card = queries.get_checkout(checkout, at=stamp.at)
    stamp.by.must("orders:view", scope=card.scopes)
    may_edit = stamp.by.may("orders:edit", scope=card.scopes)
    context = {
        "title": gettext("Checkout of {order}").format(order=card.row.order_number),
        "crumbs": [Crumb(gettext("Checkouts"), reverse("checkouts:list"))],
        "checkout": card,
        "row": card.row,
        "waits": WAITS.get(card.row.waits_for, ""),
        "steps": [(step, STEPS[step.kind], STEP_STATES[step.state]) for step in card.steps],
        "can_retry": may_edit and card.row.state in LIVING,
        "can_cancel": may_edit and card.row.state in MAKING,
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/checkouts/checkout.html", context, status=status)
