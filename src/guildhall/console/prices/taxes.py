"""The page of taxes: classes by region and day, and whose taxes a channel's goods bear."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.catalog.operations import keep_tax_class, set_tax_rate
from guildhall.console.prices.queries import EDIT, get_tax_page
from guildhall.console.prices.tabs import tabs
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.organization.operations import set_channel_tax

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
REGION = _("A code such as DE or US-NY. Empty: everywhere that has no rate of its own.")
ORGANIZATION = "organization:edit"


class ClassForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("Such as standard."))
    title = forms.CharField(label=_("Name"), max_length=120)


class RateForm(forms.Form):
    tax_class = forms.CharField(label=_("Tax class"), max_length=40, widget=forms.Select)
    region = forms.CharField(label=_("Region"), required=False, max_length=12, help_text=REGION)
    percent = forms.DecimalField(
        label=_("Percent"),
        required=False,
        min_value=0,
        max_value=99,
        decimal_places=2,
        help_text=_("Empty takes the rate of this day back."),
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    valid_from = forms.DateField(label=_("From which day on"), widget=DAY)


class ChannelTaxForm(forms.Form):
    channel = forms.CharField(label=_("Channel"), max_length=40, widget=forms.Select)
    region = forms.CharField(label=_("Region"), required=False, max_length=12, help_text=REGION)
    prices_include_tax = forms.BooleanField(label=_("Prices hold the tax"), required=False)


@require_safe
@page("prices:view")
def show_taxes(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_http_methods(["GET", "HEAD", "POST"])
@page("prices:edit")
def keep(request: HttpRequest) -> HttpResponse:
    form = ClassForm(request.POST or None)

    def act(stamp: Stamp) -> None:
        given = form.cleaned_data
        keep_tax_class(given["code"], title=given["title"], stamp=stamp)

    return _act(request, form, act, name="class_form", done=gettext("The tax class is kept."))


@require_http_methods(["GET", "HEAD", "POST"])
@page("prices:edit")
def set_rate(request: HttpRequest) -> HttpResponse:
    form = RateForm(request.POST or None)

    def act(stamp: Stamp) -> None:
        given = form.cleaned_data
        percent = given["percent"]
        set_tax_rate(
            given["tax_class"],
            region=given["region"].upper(),
            rate=None if percent is None else percent / 100,
            valid_from=given["valid_from"],
            stamp=stamp,
        )

    return _act(request, form, act, name="rate_form", done=gettext("The rate is kept."))


@require_http_methods(["GET", "HEAD", "POST"])
@page("organization:edit")
def set_channel(request: HttpRequest) -> HttpResponse:
    form = ChannelTaxForm(request.POST or None)

    def act(stamp: Stamp) -> None:
        given = form.cleaned_data
        set_channel_tax(
            given["channel"],
            region=given["region"].upper(),
            prices_include_tax=given["prices_include_tax"],
            stamp=stamp,
        )

    return _act(request, form, act, name="channel_form", done=gettext("The channel is changed."))


def _act(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[Stamp], None],
    *,
    name: str,
    done: str,
) -> HttpResponse:
    if request.method != "POST":
        return redirect("prices:taxes")
    if not form.is_valid():
        return _show(request, {name: form}, status=422)
    try:
        act_once(request, act)
    except Refusal as refusal:
        return _show(request, {name: form}, problem=refusal)
    messages.success(request, done)
    return redirect("prices:taxes")


def _show(
    request: HttpRequest,
    bound: dict[str, forms.Form] | None = None,
    *,
    problem: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, today = actor_of(request), clock.now().date()
    found = get_tax_page(today)
    shown: dict[str, forms.Form] = {
        "class_form": ClassForm(auto_id="class_%s"),
        "rate_form": RateForm(auto_id="rate_%s", initial={"valid_from": today}),
        "channel_form": ChannelTaxForm(auto_id="channel_%s", initial={"prices_include_tax": True}),
        **(bound or {}),
    }
    classes = [(row.card.code, row.card.title) for row in found.rows]
    shown["rate_form"].fields["tax_class"].widget.choices = classes
    channels = [(each.code, each.name) for each in found.channels]
    shown["channel_form"].fields["channel"].widget.choices = channels
    context = {
        "title": gettext("Taxes"),
        "tabs": tabs(request),
        "found": found,
        "can_edit": actor.may(EDIT),
        "can_organize": actor.may(ORGANIZATION),
        "problem": problem,
        **shown,
    }
    code = problem.status if problem else status
    return render(request, "console/prices/taxes.html", context, status=code)
