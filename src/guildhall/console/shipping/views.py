"""Zones and ways of shipping: what a checkout offers, where, and for how much."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.catalog.queries import list_tax_classes
from guildhall.checkout import operations
from guildhall.checkout.queries import get_method, get_zone, list_methods, list_zones
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.console.shipping.forms import MethodForm, ZoneForm, told_of_method, told_of_zone
from guildhall.console.shipping.rates import write_rate
from guildhall.kernel.refusals import Refusal
from guildhall.organization.queries import list_channels

ASKS = ["GET", "HEAD", "POST"]
VIEW, EDIT = "catalog:view", "catalog:edit"


@require_safe
@page(VIEW)
def show(request: HttpRequest) -> HttpResponse:
    methods = [
        {"terms": each, "rates": [write_rate(rate) for rate in each.rates]}
        for each in list_methods()
    ]
    context = {
        "title": _("Shipping"),
        "zones": list_zones(),
        "methods": methods,
        "can_edit": actor_of(request).may(EDIT),
    }
    return render(request, "console/shipping/show.html", context)


@require_http_methods(ASKS)
@page(EDIT)
def zone(request: HttpRequest, code: str = "") -> HttpResponse:
    """Say which part of the world a zone is."""
    initial = told_of_zone(get_zone(code)) if code else {}
    form = ZoneForm(request.POST or None, initial=initial)
    form.fields["code"].disabled = bool(code)
    title = _("Change {code}").format(code=code) if code else _("New zone")
    if not form.is_valid():
        return _ask(request, form, title=title)
    terms = form.terms()
    try:
        act_once(request, lambda stamp: operations.keep_zone(terms, stamp=stamp))
    except Refusal as refusal:
        return _ask(request, form, title=title, problem=refusal)
    messages.success(request, _("The zone is kept."))
    return redirect("shipping:show")


@require_http_methods(ASKS)
@page(EDIT)
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Ask first, and send nothing to a zone any more: its prices go with it."""
    if request.method != "POST":
        found, back = get_zone(code), reverse("shipping:show")
        context = {
            "title": _("Drop {zone}?").format(zone=found.name),
            "crumbs": [Crumb(_("Shipping"), back)],
            "zone": found,
            "action": request.path,
            "back": back,
            "button": _("Drop the zone"),
            "danger": True,
        }
        return render(request, "console/shipping/drop.html", context)
    act_once(request, lambda stamp: operations.drop_zone(code, stamp=stamp))
    messages.success(request, _("The zone is dropped."))
    return redirect("shipping:show")


@require_http_methods(ASKS)
@page(EDIT)
def method(request: HttpRequest, code: str = "") -> HttpResponse:
    """Say what a way of shipping costs, and where."""
    initial = told_of_method(get_method(code)) if code else {}
    form = MethodForm(request.POST or None, initial=initial)
    form.fields["code"].disabled = bool(code)
    form.offer(
        channels=[(each.code, each.name) for each in list_channels()],
        taxes=[each.code for each in list_tax_classes()],
    )
    title = _("Change {code}").format(code=code) if code else _("New way of shipping")
    if not form.is_valid():
        return _ask(request, form, title=title)
    terms = form.terms()
    try:
        act_once(request, lambda stamp: operations.keep_method(terms, stamp=stamp))
    except Refusal as refusal:
        return _ask(request, form, title=title, problem=refusal)
    messages.success(request, _("The way of shipping is kept."))
    return redirect("shipping:show")


def _ask(
    request: HttpRequest,
    form: ZoneForm | MethodForm,
    *,
    title: str,
    problem: Refusal | None = None,
) -> HttpResponse:
    context = {
        "title": title,
        "crumbs": [Crumb(_("Shipping"), reverse("shipping:show"))],
        "form": form,
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.is_bound else 200
    return render(request, "console/shipping/ask.html", context, status=status)
