"""Pages of customers: parse, ask one query, show."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.customers.forms import (
    ConsentForm,
    ContactForm,
    CustomerFilterForm,
    CustomerForm,
    LookForm,
    MergeForm,
    ReasonForm,
)
from guildhall.console.customers.queries import (
    default_region,
    get_customer_list,
    get_customer_page,
)
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.customers import operations
from guildhall.customers.types import CustomerCard
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal


@require_safe
@page("customers:view")
def show_list(request: HttpRequest) -> HttpResponse:
    form = CustomerFilterForm(request.GET)
    actor = actor_of(request)
    chosen = form.chosen(actor=actor, region=default_region())
    found = get_customer_list(chosen, cursor=request.GET.get("cursor"), actor=actor)
    context = {
        "title": gettext("Customers"),
        "form": form,
        "chips": chips(request, form),
        "found": found,
    }
    return render(request, "console/customers/list.html", context)


@require_safe
@page("customers:view")
def show(request: HttpRequest, number: str) -> HttpResponse:
    return show_page(request, number)


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers:view")
def show_details(request: HttpRequest, number: str) -> HttpResponse:
    """Show who a customer is, to whoever says why; the next page masks them again."""
    form = LookForm(request.POST or None)
    if not form.is_valid():
        context = {
            "title": number,
            "crumbs": crumbs(number),
            "number": number,
            "form": form,
        }
        status = 422 if form.is_bound else 200
        return render(request, "console/customers/details.html", context, status=status)
    reason = form.cleaned_data["reason"]
    shown = operations.show_details(number, reason=reason, stamp=stamp_of(request))
    return show_page(request, number, shown=shown)


def crumbs(number: str = "") -> list[Crumb]:
    """Return the way back: to the list, and to the customer."""
    way = [Crumb(gettext("Customers"), reverse("customers:list"))]
    if number:
        way.append(Crumb(number, reverse("customers:customer", args=[number])))
    return way


def show_page(
    request: HttpRequest,
    number: str,
    *,
    shown: CustomerCard | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    found = get_customer_page(number, actor=actor_of(request), shown=shown)
    draft = found.card.draft
    edit = {name: getattr(draft, name) for name in CustomerForm.base_fields}
    context = {
        "title": number,
        "crumbs": crumbs(),
        "found": found,
        "card": found.card,
        "look_form": LookForm(auto_id="look_%s"),
        "reason_form": ReasonForm(auto_id="reason_%s"),
        "contact_form": ContactForm(auto_id="contact_%s"),
        "consent_form": ConsentForm(auto_id="consent_%s"),
        "merge_form": MergeForm(auto_id="merge_%s"),
        "edit_form": CustomerForm(initial=edit, auto_id="edit_%s") if shown else None,
        "version": found.card.row.version,
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/customers/customer.html", context, status=status)
