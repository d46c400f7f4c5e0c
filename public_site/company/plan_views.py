"""Plan and usage: what is used, what it costs, and another plan."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel import clock
from guildhall.kernel.limits import count_things
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter, require
from public_site.company.forms import ChangeForm
from public_site.company.queries import get_plan_page
from tenants.plans.operations import cancel_change, change_plan
from tenants.plans.queries import preview_change
from tenants.plans.states import When

WRITING = ["GET", "HEAD", "POST"]


@require_safe
@page("account:view")
def show_plan(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_http_methods(WRITING)
@page("account:edit")
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a change to another plan costs, and carry it out."""
    tenant_id = require().tenant_id
    used = count_things()
    form = ChangeForm(request.POST or None)
    if not form.is_valid():
        with enter(PLATFORM):
            found = preview_change(tenant_id, plan=code, used=used, at=clock.now())
        context = {**_crumbs(found.after.name), "change": found, "plan": found.after}
        return render(request, "company/change.html", context)

    def carry_out(stamp: Stamp) -> None:
        done = change_plan(tenant_id, plan=code, used=used, due=form.agreed(), stamp=stamp)
        told.append(_told(done.when))

    told: list[str] = []
    return _act(request, carry_out, told)


@require_http_methods(WRITING)
@page("account:edit")
def keep(request: HttpRequest) -> HttpResponse:
    """Call off the change that waits."""
    tenant_id = require().tenant_id
    if request.method != "POST":
        return render(request, "company/keep.html", _crumbs(gettext("Keep the plan")))

    def call_off(stamp: Stamp) -> None:
        cancel_change(tenant_id, stamp=stamp)
        told.append(gettext("The change is called off. Your plan goes on."))

    told: list[str] = []
    return _act(request, call_off, told)


def _act(request: HttpRequest, act: Callable[[Stamp], None], told: list[str]) -> HttpResponse:
    """Do it once in the public schema, where the account lies, and come back to the page."""
    tenant = str(require().tenant_id)
    try:
        with enter(PLATFORM):
            act_once(request, act, key=tenant)
    except Refusal as refusal:
        return _show(request, problem=refusal)
    for words in told:
        messages.success(request, words)
    return redirect("company:plan")


def _show(request: HttpRequest, *, problem: Refusal | None = None) -> HttpResponse:
    found = get_plan_page(actor_of(request), at=clock.now())
    context = {
        "title": gettext("Plan and usage"),
        "found": found,
        "account": found.account,
        "problem": problem,
    }
    return render(request, "company/plan.html", context, status=problem.status if problem else 200)


def _crumbs(title: str) -> dict[str, object]:
    return {"title": title, "crumbs": [Crumb(gettext("Plan and usage"), reverse("company:plan"))]}


def _told(when: When) -> str:
    if when is When.NOW:
        return gettext("Your new plan applies from now on.")
    return gettext("Your new plan will apply when the period is over.")
