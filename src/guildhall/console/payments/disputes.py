"""Charge backs: until when somebody has to answer, with what, and how each ended."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guildhall.console.payments.forms import EvidenceForm
from guildhall.console.payments.queries import EDIT, VIEW
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel import clock
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.payments.operations.disputes import (
    close_dispute,
    submit_evidence,
    write_evidence,
)
from guildhall.payments.queries.items import get_dispute, list_disputes
from guildhall.payments.states import DisputeMove

OPEN, ALL = "open", "all"


@require_safe
@page(VIEW)
def show_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", OPEN)
    found = list_disputes(
        stamp=stamp_of(request),
        state="" if state == ALL else OPEN,
        cursor=request.GET.get("cursor"),
    )
    context = {
        "title": _("Charge backs"),
        "crumbs": _crumbs()[:1],
        "page": found,
        "state": state,
        "now": clock.now(),
    }
    return render(request, "console/payments/disputes.html", context)


@require_safe
@page(VIEW)
def show(request: HttpRequest, dispute: UUID) -> HttpResponse:
    return show_one(request, dispute)


def show_one(
    request: HttpRequest, dispute: UUID, *, problem: Refusal | None = None
) -> HttpResponse:
    """Show a charge back, with the reason why something was refused."""
    found = get_dispute(dispute, stamp=stamp_of(request))
    may = any(grant.capability in {EDIT, "*"} for grant in actor_of(request).grants)
    context = {
        "title": _("Charge back"),
        "crumbs": _crumbs(),
        "found": found,
        "form": EvidenceForm(initial={"text": found.evidence}),
        "may_write": may and not found.closed_at,
        "may_submit": may and DisputeMove.SUBMIT in found.moves,
        "may_close": may and DisputeMove.WIN in found.moves,
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/payments/dispute.html", context, status=status)


@require_POST
@page(EDIT)
def keep_evidence(request: HttpRequest, dispute: UUID) -> HttpResponse:
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        return show_one(request, dispute)
    text = form.cleaned_data["text"]
    return _act(
        request,
        dispute,
        lambda stamp: write_evidence(dispute, text=text, stamp=stamp),
        done=_("It is written down."),
    )


@require_POST
@page(EDIT)
def submit(request: HttpRequest, dispute: UUID) -> HttpResponse:
    done = _("It is noted that it was handed in.")
    return _act(request, dispute, lambda stamp: submit_evidence(dispute, stamp=stamp), done=done)


@require_POST
@page(EDIT)
def close(request: HttpRequest, dispute: UUID) -> HttpResponse:
    won = request.POST.get("won") == "1"
    return _act(
        request,
        dispute,
        lambda stamp: close_dispute(dispute, won=won, stamp=stamp),
        done=_("It is noted how it ended."),
    )


def _act(
    request: HttpRequest, dispute: UUID, act: Callable[[Stamp], object], *, done: str
) -> HttpResponse:
    try:
        act_once(request, act)
    except Refusal as refusal:
        return show_one(request, dispute, problem=refusal)
    messages.success(request, done)
    return redirect("payments:dispute", dispute)


def _crumbs() -> list[Crumb]:
    return [
        Crumb(_("Payments"), reverse("payments:work")),
        Crumb(_("Charge backs"), reverse("payments:disputes")),
    ]
