"""The page of exchange rates: what is known by source, how old it is, and one more."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.catalog.operations import note_exchange_rates
from guildhall.catalog.queries import list_exchange_rates, newest_exchange_rates
from guildhall.catalog.types import NotedRate
from guildhall.console.prices.queries import EDIT
from guildhall.console.prices.tabs import tabs
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
OLD = 3
"""From how many days on a rate is shown as old; what a strategy makes of it, its step says."""


class NotedRateForm(forms.Form):
    source = forms.CharField(
        label=_("Source"), max_length=40, help_text=_("Who says so, such as ecb or our-bank.")
    )
    base = forms.CharField(label=_("One unit of"), max_length=3)
    quote = forms.CharField(label=_("is worth, in"), max_length=3)
    rate = forms.DecimalField(
        label=_("So much"),
        max_digits=20,
        decimal_places=10,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    day = forms.DateField(label=_("On"), widget=DAY)

    def noted(self) -> NotedRate:
        given = self.cleaned_data
        base, quote = given["base"].upper(), given["quote"].upper()
        return NotedRate(base, quote, given["day"], given["rate"])


@require_safe
@page("prices:view")
def show_rates(request: HttpRequest) -> HttpResponse:
    return _show(request, NotedRateForm(initial={"day": clock.now().date()}))


@require_http_methods(["GET", "HEAD", "POST"])
@page("prices:edit")
def note(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("prices:rates")
    form = NotedRateForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)

    def act(stamp: Stamp) -> None:
        note_exchange_rates([form.noted()], source=form.cleaned_data["source"], stamp=stamp)

    try:
        act_once(request, act)
    except Refusal as refusal:
        return _show(request, form, problem=refusal)
    messages.success(request, gettext("The rate is kept."))
    return redirect("prices:rates")


def _show(
    request: HttpRequest,
    form: NotedRateForm,
    *,
    problem: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    today = clock.now().date()
    context = {
        "title": gettext("Exchange rates"),
        "tabs": tabs(request),
        "newest": [(each, each.age(today)) for each in newest_exchange_rates()],
        "page": list_exchange_rates(cursor=request.GET.get("cursor")),
        "form": form,
        "old": OLD,
        "can_edit": actor_of(request).may(EDIT),
        "problem": problem,
    }
    code = problem.status if problem else status
    return render(request, "console/prices/rates.html", context, status=code)
