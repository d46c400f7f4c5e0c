"""Pages about one person's data: parse, ask one query or call one operation, show."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from guildhall.checkout.operations import erase_customer
from guildhall.console.personal.forms import ContactForm
from guildhall.console.personal.queries import find_kept, told_of_customer, told_of_person
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.customers.operations import take_along
from guildhall.identity.operations import erase_person, export_person
from guildhall.kernel.http import stamp_of
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.orders.operations import export_customer

ERASERS: dict[str, Callable[..., object]] = {"customer": erase_customer, "person": erase_person}


@require_http_methods(["GET", "HEAD", "POST"])
@page("personal:view", fresh=True)
def find(request: HttpRequest) -> HttpResponse:
    form = ContactForm(request.POST or None)
    contact = form.cleaned_data["contact"].strip() if form.is_valid() else ""
    context = {
        "title": gettext("Personal data"),
        "form": form,
        "found": find_kept(contact, actor=actor_of(request)) if contact else None,
    }
    return render(request, "console/personal/find.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("personal:export", fresh=True)
def export(request: HttpRequest, kind: str) -> HttpResponse:
    _must_be_known(kind)
    form = ContactForm(request.POST or None)
    if not form.is_valid():
        return redirect("personal:find")
    file = _exported(kind, form.cleaned_data["contact"], stamp_of(request))
    response = HttpResponse(
        json.dumps(file, cls=_Encoder, ensure_ascii=False, indent=2),
        content_type="application/json; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{kind}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@page("personal:edit", fresh=True)
def erase(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask whether to erase somebody, then do it: what is erased comes back from nowhere."""
    _must_be_known(kind)
    form = ContactForm(request.POST or None)
    if not form.is_valid():
        return redirect("personal:find")
    contact = form.cleaned_data["contact"]
    if "sure" not in request.POST:
        context = {
            "title": gettext("Erase personal data"),
            "crumbs": [Crumb(gettext("Personal data"), reverse("personal:find"))],
            "kind": kind,
            "found": find_kept(contact, actor=actor_of(request)),
        }
        return render(request, "console/personal/erase.html", context)
    act_once(request, partial(_erase, kind, contact))
    messages.success(request, gettext("The personal data is erased."))
    return redirect("personal:find")


def _exported(kind: str, contact: str, stamp: Stamp) -> dict[str, Any]:
    if kind == "customer":
        known = take_along(contact, stamp=stamp)
        return told_of_customer(export_customer(contact, stamp=stamp), known, at=stamp.at)
    return told_of_person(export_person(contact, stamp=stamp), at=stamp.at)


def _erase(kind: str, contact: str, stamp: Stamp) -> None:
    ERASERS[kind](contact, stamp=stamp)


def _must_be_known(kind: str) -> None:
    if kind not in ERASERS:
        raise Http404


class _Encoder(DjangoJSONEncoder):
    """Money as everywhere else in our answers."""

    def default(self, o: Any) -> Any:
        if isinstance(o, Money):
            return {"amount": str(o.amount), "currency": o.currency}
        return super().default(o)
