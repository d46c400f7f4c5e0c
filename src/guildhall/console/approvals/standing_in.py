"""Pages of who stands in for whom."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.approvals.errors import PeopleDecide
from guildhall.approvals.operations import delegate, end_delegation
from guildhall.console.approvals.forms import StandInForm
from guildhall.console.approvals.queries import colleagues_of, get_delegations
from guildhall.console.approvals.tabs import tabs
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_safe
@page()
def show_list(request: HttpRequest) -> HttpResponse:
    """Show who stands in for whoever looks; to who makes the rules, everybody."""
    actor = actor_of(request)
    sees_all = actor.may("approvals:edit")
    context = {
        "title": gettext("Standing in"),
        **tabs(request, "standing-in"),
        "lines": get_delegations(user=None if sees_all else actor.id, at=clock.now()),
        "can_give": actor.kind == "staff",
    }
    return render(request, "console/approvals/standing_in.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(fresh=True)
def give(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.id is None:
        raise PeopleDecide
    form = StandInForm(request.POST or None, initial={"starts_on": localdate()})
    form.offer(colleagues_of(actor.id))
    context: dict[str, object] = {
        "title": gettext("Let somebody stand in for you"),
        "crumbs": [Crumb(gettext("Standing in"), reverse("approvals:standing-in"))],
        "form": form,
    }
    template = "console/approvals/stand_in.html"
    if not form.is_valid():
        return render(request, template, context, status=422 if form.is_bound else 200)
    taker, reason = UUID(form.cleaned_data["taker"]), form.cleaned_data["reason"]
    starts_at, ends_at = form.times()

    def lend(stamp: Stamp) -> None:
        delegate(taker, starts_at=starts_at, ends_at=ends_at, reason=reason, stamp=stamp)

    try:
        act_once(request, lend)
    except Refusal as refusal:
        return render(request, template, {**context, "problem": refusal}, status=refusal.status)
    messages.success(request, gettext("They can decide in your place in that time."))
    return redirect("approvals:standing-in")


@require_http_methods(["GET", "HEAD", "POST"])
@page()
def end(request: HttpRequest, delegation: UUID) -> HttpResponse:
    if request.method == "POST":
        act_once(request, lambda stamp: end_delegation(delegation, stamp=stamp))
        messages.success(request, gettext("It has ended."))
    return redirect("approvals:standing-in")
