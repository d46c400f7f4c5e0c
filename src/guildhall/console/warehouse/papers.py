"""Receipts and transfers: their lists, their pages, and what can be done to them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse as address
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.console.warehouse.forms import PaperFilterForm, ReasonForm
from guildhall.console.warehouse.parts import attempt, hall_crumb
from guildhall.console.warehouse.queries import (
    get_receipt_page,
    get_transfer_page,
    list_of_receipts,
    list_of_transfers,
    names_for,
)
from guildhall.console.warehouse.words import RECEIPT_STATES, TRANSFER_STATES
from guildhall.inventory import operations
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_safe
@page("stock:view")
def show_receipts(request: HttpRequest) -> HttpResponse:
    form = PaperFilterForm(request.GET, states=RECEIPT_STATES)
    chosen = form.chosen(scopes=actor_of(request).reach("stock:view"))
    found = list_of_receipts(chosen, request.GET.get("cursor"))
    form.offer(found.locations)
    context = {
        "title": gettext("Receipts"),
        "crumbs": [hall_crumb()],
        "form": form,
        "chips": chips(request, form),
        "found": found,
        "names": names_for({row.received_by for row in found.page.items}),
    }
    return render(request, "console/warehouse/receipts.html", context)


@require_safe
@page("stock:view")
def show_receipt(request: HttpRequest, number: str) -> HttpResponse:
    return _receipt(request, number)


@require_POST
@page("stock:edit")
def reverse(request: HttpRequest, number: str) -> HttpResponse:
    """Take a wrong receipt back."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _receipt(request, number, form=form)
    reason = form.cleaned_data["reason"]
    problem = attempt(
        request, lambda stamp: operations.reverse_receipt(number, reason=reason, stamp=stamp)
    )
    if problem is not None:
        return _receipt(request, number, problem=problem)
    messages.success(request, gettext("The receipt is reversed."))
    return redirect("warehouse:receipt", number)


@require_safe
@page("stock:view")
def show_transfers(request: HttpRequest) -> HttpResponse:
    form = PaperFilterForm(request.GET, states=TRANSFER_STATES)
    chosen = form.chosen(scopes=actor_of(request).reach("stock:view"))
    found = list_of_transfers(chosen, request.GET.get("cursor"))
    form.offer(found.locations)
    context = {
        "title": gettext("Transfers"),
        "crumbs": [hall_crumb()],
        "form": form,
        "chips": chips(request, form),
        "found": found,
    }
    return render(request, "console/warehouse/transfers.html", context)


@require_safe
@page("stock:view")
def show_transfer(request: HttpRequest, number: str) -> HttpResponse:
    return _transfer(request, number)


@require_POST
@page("stock:edit")
def move_transfer(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Send it, take it in, close it short, or call it off."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if step in {"closing", "cancellation"} and not reason:
        return _transfer(request, number, form=form)

    def act(stamp: Stamp) -> None:
        if step == "dispatch":
            operations.send_transfer(number, stamp=stamp)
        elif step == "arrival":
            operations.receive_transfer(number, stamp=stamp)
        elif step == "closing":
            operations.close_transfer(number, reason=reason, stamp=stamp)
        elif step == "cancellation":
            operations.cancel_transfer(number, reason=reason, stamp=stamp)
        else:
            raise Http404

    problem = attempt(request, act)
    if problem is not None:
        return _transfer(request, number, problem=problem)
    return redirect("warehouse:transfer", number)


def _receipt(
    request: HttpRequest,
    number: str,
    *,
    form: ReasonForm | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    card, can_edit = get_receipt_page(number, actor_of(request))
    context = {
        "title": number,
        "crumbs": [hall_crumb(), Crumb(gettext("Receipts"), address("warehouse:receipts"))],
        "receipt": card,
        "can_edit": can_edit,
        "by": names_for([card.row.received_by])[card.row.received_by],
        "form": form or ReasonForm(),
        "problem": problem,
    }
    status = problem.status if problem else 422 if form else 200
    return render(request, "console/warehouse/receipt.html", context, status=status)


def _transfer(
    request: HttpRequest,
    number: str,
    *,
    form: ReasonForm | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    card, can_send, can_receive = get_transfer_page(number, actor_of(request))
    context = {
        "title": number,
        "crumbs": [hall_crumb(), Crumb(gettext("Transfers"), address("warehouse:transfers"))],
        "transfer": card,
        "can_send": can_send,
        "can_receive": can_receive,
        "form": form or ReasonForm(),
        "problem": problem,
    }
    status = problem.status if problem else 422 if form else 200
    return render(request, "console/warehouse/transfer.html", context, status=status)
