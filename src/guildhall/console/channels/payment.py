"""How long a channel's orders wait for money, and what becomes of money that is late."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guildhall.console.channels.queries import get_channel_for
from guildhall.console.channels.views import crumbs_to
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.kernel.refusals import Refusal
from guildhall.organization.operations import LONGEST_WAIT, SHORTEST_WAIT, set_channel_payment

EDIT = "organization:edit"
LATE = [
    ("refund", _("Give it back")),
    ("reopen", _("Open the order again, if its goods are still there")),
]


class PaymentForm(forms.Form):
    unpaid_minutes = forms.IntegerField(
        label=_("Minutes that an order waits for money"),
        min_value=SHORTEST_WAIT,
        max_value=LONGEST_WAIT,
        required=False,
        help_text=_("Left empty, it is as long as its stock is held."),
    )
    late_payment = forms.ChoiceField(label=_("Money that comes later"), choices=LATE)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def change(request: HttpRequest, code: str) -> HttpResponse:
    channel = get_channel_for(code, EDIT, actor=actor_of(request))
    waits = None if channel.unpaid is None else int(channel.unpaid.total_seconds() // 60)
    initial = {"unpaid_minutes": waits, "late_payment": channel.late_payment}
    form, problem = PaymentForm(request.POST or None, initial=initial), None
    if form.is_valid():
        given = form.cleaned_data
        try:
            act_once(request, lambda stamp: set_channel_payment(code, **given, stamp=stamp))
        except Refusal as refusal:
            problem = refusal
        else:
            messages.success(request, gettext("Orders of this channel wait for money so."))
            return redirect("channels:payment", code)
    context = {
        "title": gettext("Waiting for money"),
        "crumbs": crumbs_to(code, channel.name),
        "form": form,
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.is_bound else 200
    return render(request, "console/payments/enter.html", context, status=status)
