"""What is done on pages of customers: parse, call one operation, show."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from guildhall.console.customers.forms import (
    AddressForm,
    ConsentForm,
    ContactForm,
    CustomerForm,
    MergeForm,
    NewCustomerForm,
    ReasonForm,
)
from guildhall.console.customers.queries import default_region
from guildhall.console.customers.views import crumbs, show_page
from guildhall.console.shell.doors import act_once, page
from guildhall.customers import operations
from guildhall.customers.states import ConsentSource
from guildhall.customers.types import CustomerCard
from guildhall.kernel.conditions import WHATEVER, Expected, quoted
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp

EDIT = "customers:edit"
FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@page(EDIT)
def add(request: HttpRequest) -> HttpResponse:
    form = NewCustomerForm(request.POST or None)
    if not form.is_valid():
        return _fill_in(request, form, title=gettext("New customer"))
    made: list[CustomerCard] = []

    def write_down(stamp: Stamp) -> None:
        card = operations.add_customer(
            form.draft, contacts=form.contacts, region=default_region(), stamp=stamp
        )
        made.append(card)

    try:
        act_once(request, write_down)
    except Refusal as refusal:
        return _fill_in(request, form, title=gettext("New customer"), problem=refusal)
    if not made:
        return redirect("customers:list")
    messages.success(request, gettext("The customer is written down."))
    return redirect("customers:customer", made[0].row.number)


@FORM
@page(EDIT)
def edit(request: HttpRequest, number: str) -> HttpResponse:
    form = CustomerForm(request.POST or None)
    if not form.is_valid():
        return _fill_in(request, form, title=gettext("Edit customer"), number=number)
    version = request.POST.get("version", "")
    expected = Expected((quoted(version),)) if version else WHATEVER
    act = partial(operations.edit_customer, number, form.draft, expected=expected)
    return _act(request, number, act, done=gettext("The customer is edited."))


@FORM
@page(EDIT)
def block(request: HttpRequest, number: str) -> HttpResponse:
    return _with_reason(
        request, number, operations.block_customer, done=gettext("The customer is blocked.")
    )


@FORM
@page(EDIT)
def unblock(request: HttpRequest, number: str) -> HttpResponse:
    done = gettext("The customer is no longer blocked.")
    return _with_reason(request, number, operations.unblock_customer, done=done)


@FORM
@page(EDIT)
def add_contact(request: HttpRequest, number: str) -> HttpResponse:
    form = ContactForm(request.POST or None)
    if not form.is_valid():
        return _fill_in(request, form, title=gettext("Add a contact"), number=number)
    contact = form.cleaned_data["contact"]
    act = partial(operations.add_contact, number, contact, region=default_region())
    return _act(request, number, act, done=gettext("The contact is added."))


@FORM
@page(EDIT)
def add_address(request: HttpRequest, number: str) -> HttpResponse:
    form = AddressForm(request.POST or None)
    if not form.is_valid():
        return _fill_in(request, form, title=gettext("Add an address"), number=number)
    act = partial(operations.add_address, number, form.draft)
    return _act(request, number, act, done=gettext("The address is added."))


@FORM
@page(EDIT)
def note_consent(request: HttpRequest, number: str) -> HttpResponse:
    form = ConsentForm(request.POST or None)
    if not form.is_valid():
        return _fill_in(request, form, title=gettext("Note what they said"), number=number)
    given = form.cleaned_data
    act = partial(
        operations.note_consent,
        number,
        given["channel"],
        given=given["given"] == "1",
        source=ConsentSource.STAFF,
        text_version=given["text_version"],
    )
    return _act(request, number, act, done=gettext("It is noted."))


@FORM
@page(EDIT)
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a merge would bring, then do it once somebody is sure."""
    form = MergeForm(request.POST or request.GET or None)
    if not form.is_valid():
        return _fill_in(request, form, title=gettext("Merge customers"), number=number)
    merged = form.cleaned_data["merged"].strip().upper()
    if request.method == "POST" and "sure" in request.POST:
        act = partial(operations.merge_customers, number, merged)
        return _act(request, number, act, done=gettext("The customers are merged."))
    try:
        preview = operations.preview_merge(number, merged, stamp=stamp_of(request))
    except Refusal as refusal:
        title = gettext("Merge customers")
        return _fill_in(request, form, title=title, number=number, problem=refusal)
    context = {
        "title": gettext("Merge customers"),
        "crumbs": crumbs(number),
        "number": number,
        "merged": merged,
        "preview": preview,
    }
    return render(request, "console/customers/merge.html", context)


@FORM
@page(EDIT)
def separate(request: HttpRequest, number: str) -> HttpResponse:
    act = partial(operations.separate_customers, number, request.POST.get("merged", ""))
    return _act(request, number, act, done=gettext("The merge is undone."))


def _with_reason(
    request: HttpRequest, number: str, act: Callable[..., object], *, done: str
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if not form.is_valid():
        return _fill_in(request, form, title=gettext("Say why"), number=number)
    return _act(
        request, number, partial(act, number, reason=form.cleaned_data["reason"]), done=done
    )


def _act(
    request: HttpRequest, number: str, act: Callable[..., object], *, done: str
) -> HttpResponse:
    """Do it and show the customer, or show the customer with the reason why not."""
    if request.method != "POST":
        return redirect("customers:customer", number)

    def stamped(stamp: Stamp) -> object:
        return act(stamp=stamp)

    try:
        act_once(request, stamped)
    except Refusal as refusal:
        return show_page(request, number, problem=refusal)
    messages.success(request, done)
    return redirect("customers:customer", number)


def _fill_in(
    request: HttpRequest,
    form: Form,
    *,
    title: str,
    number: str = "",
    problem: Refusal | None = None,
) -> HttpResponse:
    """Show a form on a page of its own, with what was wrong with the last answer."""
    context: dict[str, Any] = {
        "title": title,
        "crumbs": crumbs(number),
        "form": form,
        "number": number,
        "problem": problem,
    }
    status = problem.status if problem else 422 if request.method == "POST" else 200
    return render(request, "console/customers/form.html", context, status=status)
