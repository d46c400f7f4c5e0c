"""Pages of replenishment: parse, ask one query or call one operation, show."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.console.stock.reorder.deciding import decide_selected
from guildhall.console.stock.reorder.forms import ProposalFilterForm, RuleFilterForm, RuleForm
from guildhall.console.stock.reorder.queries import (
    get_proposals_page,
    get_rules_page,
    rule_values,
)
from guildhall.inventory.operations import run_reorder_rules, set_reorder_rule
from guildhall.inventory.queries import list_kept_locations
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal


@require_safe
@page("stock:view")
def show_proposals(request: HttpRequest) -> HttpResponse:
    form = ProposalFilterForm(request.GET)
    actor = actor_of(request)
    chosen = form.chosen(scopes=actor.reach("stock:view"))
    found = get_proposals_page(chosen, cursor=request.GET.get("cursor"), actor=actor)
    form.offer(found.locations)
    context = {
        "title": gettext("Buy again"),
        "crumbs": [Crumb(gettext("Stock"), reverse("stock:list"))],
        "form": form,
        "chips": chips(request, form),
        "found": found,
    }
    return render(request, "console/stock/reorder/proposals.html", context)


@require_POST
@page("stock:edit")
def decide(request: HttpRequest) -> HttpResponse:
    results = decide_selected(request)
    refused = tuple(each for each in results if each.refusal)
    done = len(results) - len(refused)
    if done:
        told = ngettext("{n} proposal is decided.", "{n} proposals are decided.", done)
        messages.success(request, told.format(n=done))
    for each in refused:
        if each.refusal is not None:
            messages.error(request, each.refusal.told(gettext))
    return redirect(f"{reverse('stock:reorder')}?{request.POST.get('back', '')}")


@require_POST
@page("stock:edit")
def run(request: HttpRequest) -> HttpResponse:
    found = run_reorder_rules(stamp=stamp_of(request))
    told = gettext("{judged} rules were judged, {proposed} proposals made, {failed} in trouble.")
    messages.success(
        request,
        told.format(judged=found.judged, proposed=found.proposed, failed=found.failed),
    )
    return redirect("stock:reorder")


@require_safe
@page("stock:view")
def show_rules(request: HttpRequest) -> HttpResponse:
    form = RuleFilterForm(request.GET)
    actor = actor_of(request)
    chosen = form.chosen(scopes=actor.reach("stock:view"))
    found = get_rules_page(chosen, cursor=request.GET.get("cursor"), actor=actor)
    form.offer(found.locations)
    context = {
        "title": gettext("Rules of buying again"),
        "crumbs": [
            Crumb(gettext("Stock"), reverse("stock:list")),
            Crumb(gettext("Buy again"), reverse("stock:reorder")),
        ],
        "form": form,
        "chips": chips(request, form),
        "found": found,
    }
    return render(request, "console/stock/reorder/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:edit")
def edit_rule(request: HttpRequest) -> HttpResponse:
    """Show or keep one rule; the address names it where there is one already."""
    actor = actor_of(request)
    sku, location = request.GET.get("sku", ""), request.GET.get("location", "")
    initial = rule_values(sku, location, actor) if sku and location else None
    form = RuleForm(request.POST or None, initial=initial)
    form.offer(list_kept_locations(actor))
    problem = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            act_once(
                request,
                lambda stamp: set_reorder_rule(
                    given["sku"], given["location"], terms=form.terms(), stamp=stamp
                ),
            )
        except Refusal as refusal:
            problem = refusal
        else:
            messages.success(request, gettext("The rule is kept."))
            return redirect("stock:reorder_rules")
    context = {
        "title": gettext("Rule of buying again"),
        "crumbs": [
            Crumb(gettext("Buy again"), reverse("stock:reorder")),
            Crumb(gettext("Rules of buying again"), reverse("stock:reorder_rules")),
        ],
        "form": form,
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.is_bound else 200
    return render(request, "console/stock/reorder/rule.html", context, status=status)
