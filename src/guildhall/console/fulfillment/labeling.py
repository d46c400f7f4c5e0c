"""A parcel's label: bought for an address in parts, and given back."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from guildhall.console.fulfillment.forms import AddressForm, LabelForm
from guildhall.console.fulfillment.parcels import parcel_for
from guildhall.console.fulfillment.parts import attempt, queue_crumb
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.fulfillment import operations
from guildhall.fulfillment.queries import guess_address, label_accounts
from guildhall.fulfillment.types import Address
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.orders.operations import show_address


@require_http_methods(["GET", "HEAD", "POST"])
@page("fulfillment:edit")
def buy(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a label; that somebody looked at the address is kept."""
    parcel = parcel_for(number, actor_of(request))
    form = LabelForm(request.POST or None, initial={"service": parcel.service})
    form.offer(label_accounts())
    if request.method != "POST":
        customer = show_address(parcel.order, stamp=stamp_of(request))
        guessed = guess_address(
            customer.address, name=customer.name, phone=customer.phone, email=customer.email
        )
        return _ask(request, number, (form, AddressForm(initial=asdict(guessed), prefix="to")))
    to = AddressForm(request.POST, prefix="to")
    if not (form.is_valid() and to.is_valid()):
        return _ask(request, number, (form, to))
    box = form.box()
    problem = attempt(
        request,
        lambda stamp: operations.request_label(
            number,
            box=box,
            sender=None,
            recipient=Address(**to.cleaned_data),
            stamp=stamp,
        ),
    )
    if problem is not None:
        return _ask(request, number, (form, to), problem=problem)
    messages.success(request, gettext("The carrier is asked for a label."))
    return redirect("fulfillment:parcel", number)


@require_POST
@page("fulfillment:edit")
def give_back(request: HttpRequest, number: str) -> HttpResponse:
    problem = attempt(request, lambda stamp: operations.void_label(number, stamp=stamp))
    if problem is not None:
        messages.error(request, problem.told(gettext))
    else:
        messages.success(request, gettext("The label is given back."))
    return redirect("fulfillment:parcel", number)


def _ask(
    request: HttpRequest,
    number: str,
    forms: tuple[LabelForm, AddressForm],
    *,
    problem: Refusal | None = None,
) -> HttpResponse:
    form, to = forms
    context = {
        "title": gettext("Buy a label"),
        "crumbs": [queue_crumb(), Crumb(number, reverse("fulfillment:parcel", args=[number]))],
        "number": number,
        "form": form,
        "to": to,
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.is_bound else 200
    return render(request, "console/fulfillment/label.html", context, status=status)
