"""Doing something to many orders: choose, look what would happen, do it, see what became."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.inbox.filters import OrderFilterForm
from guildhall.console.inbox.forms import TermsForm
from guildhall.console.inbox.words import ACTS
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel import clock
from guildhall.kernel.http import NoSuchPage, stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations
from guildhall.orders.queries import get_batch, list_batch_rows, list_batches, preview_batch
from guildhall.orders.states import BatchAct, BatchState, Outcome

SLOWEST = 5
"""Seconds after which a page looks again at the latest."""


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:edit")
def lay_out(request: HttpRequest) -> HttpResponse:
    """Choose orders, or all of a list, and show what would happen to them."""
    if request.method != "POST":
        return _list(request)
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise NoSuchPage
    stamp = stamp_of(request)
    chosen = None
    if request.POST.get("every"):
        form = OrderFilterForm(QueryDict(request.POST.get("query", "")))
        chosen = form.chosen(at=clock.now(), actor=stamp.by)
    batch = operations.lay_out_batch(
        BatchAct(act), numbers=request.POST.getlist("number"), chosen=chosen, stamp=stamp
    )
    there = reverse("inbox:batch", args=[batch])
    back = QueryDict(mutable=True)
    back["back"] = request.POST.get("query", "")
    return redirect(f"{there}?{back.urlencode()}")


@require_safe
@page("orders:edit")
def show(request: HttpRequest, batch: UUID) -> HttpResponse:
    return _show(request, batch)


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:edit")
def start(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Do it: at once where it is little, else in the background."""
    if request.method != "POST":
        return redirect("inbox:batch", batch)
    card = get_batch(batch, actor=actor_of(request))
    form = TermsForm(request.POST, act=card.act)
    if not form.is_valid():
        return _show(request, batch, form=form)
    is_little: list[bool] = []

    def begin(stamp: Stamp) -> None:
        is_little.append(operations.start_batch(batch, terms=form.terms(), stamp=stamp))

    try:
        act_once(request, begin)
    except Refusal as refusal:
        return _show(request, batch, form=form, problem=refusal)
    if any(is_little):
        operations.carry_out_batch(batch, now=clock.now, stamp=stamp_of(request))
    return _back(request, batch)


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:edit")
def stop(request: HttpRequest, batch: UUID) -> HttpResponse:
    if request.method != "POST":
        return redirect("inbox:batch", batch)
    try:
        act_once(request, partial(_stop, batch))
    except Refusal as refusal:
        return _show(request, batch, problem=refusal)
    return _back(request, batch)


def _stop(batch: UUID, stamp: Stamp) -> None:
    operations.stop_batch(batch, stamp=stamp)


def _back(request: HttpRequest, batch: UUID) -> HttpResponse:
    query = QueryDict(mutable=True)
    query["back"] = request.POST.get("back", "")
    return redirect(f"{reverse('inbox:batch', args=[batch])}?{query.urlencode()}")


def _show(
    request: HttpRequest,
    batch: UUID,
    *,
    form: TermsForm | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    card = get_batch(batch, actor=actor)
    words = ACTS[card.act]
    context: dict[str, Any] = {
        "title": words.title,
        "crumbs": [Crumb(gettext("Orders"), _address(request))],
        "card": card,
        "words": words,
        "back": request.POST.get("back", "") or request.GET.get("back", ""),
        "problem": problem,
    }
    is_bad = form is not None and not problem
    status = problem.status if problem else 422 if is_bad else 200
    if card.state is BatchState.OPEN:
        context |= {
            "preview": preview_batch(batch, actor=actor),
            "form": form or TermsForm(act=card.act),
        }
        return render(request, "console/inbox/preview.html", context, status=status)
    shown = request.GET.get("show", "")
    look = _whole(request.GET.get("look", "")) + 1
    context |= {
        "is_at_work": card.state is BatchState.RUNNING,
        "look": look,
        "delay": min(look, SLOWEST),
        "shown": shown,
        "rows": list_batch_rows(
            batch,
            outcome=shown if shown in {each.value for each in Outcome} else "",
            cursor=request.GET.get("cursor"),
        ),
    }
    return render(request, "console/inbox/batch.html", context, status=status)


def _list(request: HttpRequest) -> HttpResponse:
    context = {
        "title": gettext("Done to many orders"),
        "crumbs": [Crumb(gettext("Orders"), reverse("orders:list"))],
        "batches": [(card, ACTS[card.act]) for card in list_batches(actor_of(request))],
    }
    return render(request, "console/inbox/batches.html", context)


def _address(request: HttpRequest) -> str:
    """Return the list from which somebody came."""
    back = request.POST.get("back", "") or request.GET.get("back", "")
    there = reverse("orders:list")
    return f"{there}?{back}" if back else there


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
