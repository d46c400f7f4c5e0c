"""The payments and refunds of an order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guildhall.console.payments.queries import VIEW, get_payments_page
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.refusals import Refusal


@require_safe
@page(VIEW)
def show(request: HttpRequest, reference: str) -> HttpResponse:
    return show_payments(request, reference)


def show_payments(
    request: HttpRequest, reference: str, *, problem: Refusal | None = None
) -> HttpResponse:
    """Show what was paid and given back, with the reason why something was refused."""
    context = {
        "title": _("Payments of {reference}").format(reference=reference),
        "crumbs": crumbs(reference),
        "found": get_payments_page(reference, actor=actor_of(request)),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/payments/payments.html", context, status=status)


def crumbs(reference: str) -> list[Crumb]:
    there = reverse("orders:order", args=[reference])
    return [Crumb(_("Orders"), reverse("orders:list")), Crumb(reference, there)]
