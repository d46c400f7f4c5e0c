"""When the bills of accounts are fetched: seen, changed, and one fetched again."""

from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.console.reconciliation.queries import EDIT, VIEW, get_plans
from guildhall.console.reconciliation.views import HERE, crumbs, one_bill
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.payments.operations.bill_plans import BillTerms, fetch_again, set_bill_plan
from guildhall.payments.queries import get_account


class PlanForm(forms.Form):
    enabled = forms.BooleanField(label=gettext_lazy("Fetch its bills"), required=False)
    ready_at = forms.TimeField(
        label=gettext_lazy("There from"), widget=forms.TimeInput(attrs={"type": "time"})
    )
    time_zone = forms.CharField(label=gettext_lazy("Time zone"), max_length=60)
    since = forms.DateField(
        label=gettext_lazy("From this day on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@require_safe
@page(VIEW)
def show(request: HttpRequest) -> HttpResponse:
    stamp = stamp_of(request)
    context = {
        "title": _("When bills are fetched"),
        "crumbs": crumbs(),
        "found": get_plans(stamp=stamp),
        "can_edit": any(grant.capability in {EDIT, "*"} for grant in stamp.by.grants),
    }
    return render(request, f"{HERE}/plans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def change(request: HttpRequest, account: str) -> HttpResponse:
    """Say when an account's bill of a day is there."""
    stamp = stamp_of(request)
    actor_of(request).must(EDIT, scope=get_account(account).scopes)
    plan = next((each.plan for each in get_plans(stamp=stamp) if each.code == account), None)
    initial = {
        "enabled": plan.enabled if plan else True,
        "ready_at": f"{plan.ready_at:%H:%M}" if plan else "10:00",
        "time_zone": plan.time_zone if plan else "UTC",
        "since": plan.since if plan else date(stamp.at.year, stamp.at.month, stamp.at.day),
    }
    form = PlanForm(request.POST or None, initial=initial)
    problem = None
    if form.is_valid():
        terms = BillTerms(**form.cleaned_data, owner=plan.owner if plan else None)
        try:
            act_once(request, lambda stamp: set_bill_plan(account, terms, stamp=stamp))
        except Refusal as refusal:
            problem = refusal
        else:
            messages.success(request, _("The bills are fetched so."))
            return redirect("reconciliation:plans")
    context = {
        "title": _("Bills of {account}").format(account=account),
        "crumbs": [
            *crumbs(),
            Crumb(_("When bills are fetched"), reverse("reconciliation:plans")),
        ],
        "form": form,
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.is_bound else 200
    return render(request, "console/payments/enter.html", context, status=status)


@require_POST
@page(EDIT)
def fetch(request: HttpRequest, bill: UUID) -> HttpResponse:
    """Have a bill fetched anew."""
    try:
        act_once(request, lambda stamp: fetch_again(bill, stamp=stamp))
    except Refusal as refusal:
        return one_bill(request, bill, problem=refusal)
    messages.success(request, _("The bill is fetched again within a minute."))
    return redirect("reconciliation:bill", bill)
