"""Pages of price strategies, with a preview while one is typed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.catalog.operations import keep_strategy, propose_prices
from guildhall.catalog.queries import get_strategy, list_strategies
from guildhall.catalog.types import ProposalCard, StrategyCard
from guildhall.console.prices.queries import EDIT, VIEW, StrategyChoices, get_choices, look_ahead
from guildhall.console.prices.strategy_forms import (
    RunForm,
    StepForms,
    StepLines,
    StrategyForm,
    as_it_is,
    needs,
    steps_of,
)
from guildhall.console.prices.tabs import tabs
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel import clock
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp

NOT_THERE = "none"


@require_safe
@page("prices:view")
def show_strategies(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "title": gettext("Price strategies"),
        "tabs": tabs(request),
        "strategies": list_strategies(scopes=actor.reach(VIEW)),
        "can_edit": any(grant.capability in {EDIT, "*"} for grant in actor.grants),
    }
    return render(request, "console/prices/strategies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("prices:view")
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    card = _seen(request, code) if code else None
    form, steps, choices = _forms(request, card)
    if not (form.is_valid() and steps.is_valid()):
        return _show(request, card, (form, steps, choices))

    def act(stamp: Stamp) -> None:
        seen = form.cleaned_data["version"] or NOT_THERE
        keep_strategy(
            code or form.cleaned_data["code"],
            draft=form.draft(steps),
            expected=Expected((quoted(seen),)),
            stamp=stamp,
        )

    try:
        act_once(request, act)
    except Refusal as refusal:
        return _show(request, card, (form, steps, choices), problem=refusal)
    messages.success(request, gettext("The strategy is kept."))
    return redirect("prices:strategy", code or form.cleaned_data["code"])


@require_POST
@page("prices:view")
def preview(request: HttpRequest) -> HttpResponse:
    """Answer with what the form, as it is typed, would make of some goods."""
    form, steps, _choices = _forms(request, None)
    good = form.is_valid() and steps.is_valid()
    context: dict[str, object] = {}
    if good:
        draft = form.draft(steps)
        try:
            found = look_ahead(
                form.cleaned_data["code"], draft=draft, at=clock.now(), actor=actor_of(request)
            )
        except Refusal as refusal:
            context["problem"] = refusal
        else:
            context["preview"] = found
    return render(request, "console/prices/preview.html", context)


@require_POST
@page("prices:edit")
def run(request: HttpRequest, code: str) -> HttpResponse:
    card = _seen(request, code)
    form = RunForm(request.POST)
    if not form.is_valid():
        return redirect("prices:strategy", code)
    made: list[ProposalCard] = []

    def act(stamp: Stamp) -> None:
        moment = form.cleaned_data["valid_from"]
        made.append(propose_prices(card.code, valid_from=moment, stamp=stamp))

    act_once(request, act)
    if not made:
        return redirect("prices:proposals")
    return redirect("prices:proposal", made[0].id)


def _seen(request: HttpRequest, code: str) -> StrategyCard:
    card = get_strategy(code)
    actor_of(request).must(VIEW, scope=card.scopes)
    return card


def _forms(
    request: HttpRequest, card: StrategyCard | None
) -> tuple[StrategyForm, StepLines, StrategyChoices]:
    choices = get_choices(actor_of(request))
    sent = request.POST or None
    form = StrategyForm(sent, initial=as_it_is(card) if card else None)
    if card:
        form.fields["code"].disabled = True
    form.offer(choices.lists, choices.categories)
    return form, StepForms(sent, prefix="steps", initial=steps_of(card)), choices


def _show(
    request: HttpRequest,
    card: StrategyCard | None,
    forms: tuple[StrategyForm, StepLines, StrategyChoices],
    *,
    problem: Refusal | None = None,
) -> HttpResponse:
    form, steps, choices = forms
    context = {
        "title": card.draft.title if card else gettext("New strategy"),
        "crumbs": [Crumb(gettext("Price strategies"), reverse("prices:strategies"))],
        "card": card,
        "form": form,
        "step_forms": steps,
        "sources": choices.sources,
        "needs": needs(),
        "run_form": RunForm(),
        "can_edit": card is None or actor_of(request).may(EDIT, scope=card.scopes),
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.is_bound else 200
    return render(request, "console/prices/strategy.html", context, status=status)
