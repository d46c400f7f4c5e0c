"""Pages of the check of stock: parse, ask one query or call one operation, show."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.console.stock.checks.forms import CheckForm
from guildhall.console.stock.checks.queries import get_check_page, get_checks_page
from guildhall.inventory.operations import start_check
from guildhall.kernel.refusals import Refusal

LOOKS = 40


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:view")
def show_list(request: HttpRequest) -> HttpResponse:
    form = CheckForm(request.POST or None)
    problem = None
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            act_once(
                request,
                lambda stamp: start_check(
                    location=chosen["location"], repair=chosen["repair"], stamp=stamp
                ),
            )
        except Refusal as refusal:
            problem = refusal
        else:
            messages.success(request, gettext("The check is running."))
            return redirect("stock:checks")
    found = get_checks_page(actor_of(request))
    form.offer(found.locations)
    context = {
        "title": gettext("Checks of stock"),
        "crumbs": [Crumb(gettext("Stock"), reverse("stock:list"))],
        "found": found,
        "form": form,
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/stock/checks/list.html", context, status=status)


@require_safe
@page("stock:view")
def show(request: HttpRequest, check: UUID) -> HttpResponse:
    found = get_check_page(check, actor_of(request))
    look = int(request.GET.get("look", "0")) if request.GET.get("look", "0").isdecimal() else 0
    context = {
        "title": gettext("Check of stock"),
        "crumbs": [
            Crumb(gettext("Stock"), reverse("stock:list")),
            Crumb(gettext("Checks of stock"), reverse("stock:checks")),
        ],
        "found": found,
        "check": found.line.check,
        "look": look + 1 if found.line.check.finished_at is None and look < LOOKS else 0,
        "delay": min(1 + look, 15),
    }
    return render(request, "console/stock/checks/check.html", context)
