"""Pages of price proposals: looked at, applied, dropped."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from guildhall.approvals.types import Pending
from guildhall.catalog.operations import Applied, apply_proposal, drop_proposal
from guildhall.catalog.queries import get_proposal, list_proposals, list_proposed
from guildhall.catalog.states import PROPOSAL, ProposalMove, ProposalState
from guildhall.catalog.types import ProposalCard
from guildhall.console.prices.queries import EDIT, VIEW
from guildhall.console.prices.tabs import tabs
from guildhall.console.prices.words import FAULTS
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_safe
@page("prices:view")
def show_proposals(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    context = {
        "title": gettext("Price proposals"),
        "tabs": tabs(request),
        "found": list_proposals(
            state=state,
            scopes=actor_of(request).reach(VIEW),
            cursor=request.GET.get("cursor"),
        ),
        "state": state,
        "states": [each.value for each in ProposalState],
    }
    return render(request, "console/prices/proposals.html", context)


@require_safe
@page("prices:view")
def show(request: HttpRequest, proposal: UUID) -> HttpResponse:
    return _show(request, _seen(request, proposal))


@require_POST
@page("prices:edit")
def apply(request: HttpRequest, proposal: UUID) -> HttpResponse:
    card = _seen(request, proposal)
    done: list[Applied | Pending] = []

    def act(stamp: Stamp) -> None:
        done.append(apply_proposal(proposal, expected=_expected(request), stamp=stamp))

    try:
        act_once(request, act)
    except Refusal as refusal:
        return _show(request, card, problem=refusal)
    for each in done:
        _tell(request, each)
    return redirect("prices:proposal", proposal)


@require_POST
@page("prices:edit")
def drop(request: HttpRequest, proposal: UUID) -> HttpResponse:
    card = _seen(request, proposal)

    def act(stamp: Stamp) -> None:
        drop_proposal(proposal, expected=_expected(request), stamp=stamp)

    try:
        act_once(request, act)
    except Refusal as refusal:
        return _show(request, card, problem=refusal)
    messages.success(request, gettext("The proposal is dropped. No price has changed."))
    return redirect("prices:proposal", proposal)


def _tell(request: HttpRequest, done: Applied | Pending) -> None:
    if isinstance(done, Pending):
        messages.warning(request, gettext("It waits for somebody else's yes."))
        return
    told = ngettext("{n} price is written.", "{n} prices are written.", done.written)
    messages.success(request, told.format(n=done.written))
    if done.left_out:
        left = ngettext(
            "{n} had been changed meanwhile and stays as it is.",
            "{n} had been changed meanwhile and stay as they are.",
            done.left_out,
        )
        messages.warning(request, left.format(n=done.left_out))


def _expected(request: HttpRequest) -> Expected:
    return Expected((quoted(request.POST.get("version", "")),))


def _seen(request: HttpRequest, proposal: UUID) -> ProposalCard:
    card = get_proposal(proposal)
    actor_of(request).must(VIEW, scope=card.scopes)
    return card


def _show(
    request: HttpRequest, card: ProposalCard, *, problem: Refusal | None = None
) -> HttpResponse:
    below = request.GET.get("below") == "1"
    can_edit = actor_of(request).may(EDIT, scope=card.scopes)
    moves = PROPOSAL.allowed(card.state) if can_edit else ()
    context = {
        "title": card.reference,
        "crumbs": [Crumb(gettext("Price proposals"), reverse("prices:proposals"))],
        "card": card,
        "page": list_proposed(card, below_floor=below, cursor=request.GET.get("cursor")),
        "below": below,
        "can_apply": ProposalMove.APPLY in moves and card.lines > 0,
        "can_drop": ProposalMove.DROP in moves,
        "faults": [(FAULTS.get(code, code), count) for code, count in card.faults.items()],
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/prices/proposal.html", context, status=status)
