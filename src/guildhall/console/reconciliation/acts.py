"""What is done about differences: taken, solved, opened again."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from guildhall.console.reconciliation.forms import SolveForm
from guildhall.console.reconciliation.queries import EDIT
from guildhall.console.reconciliation.views import list_items, one_item
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.payments.operations.items import reopen_item, solve_item, take_item
from guildhall.payments.states import Solution

MOST = 200


@require_POST
@page(EDIT)
def take(request: HttpRequest, item: UUID) -> HttpResponse:
    """Make a difference one's own, or nobody's."""
    owner = None if request.POST.get("back") else actor_of(request).id
    return _act(request, item, lambda stamp: take_item(item, owner=owner, stamp=stamp))


@require_POST
@page(EDIT)
def solve(request: HttpRequest, item: UUID) -> HttpResponse:
    form = SolveForm(request.POST)
    if not form.is_valid():
        return one_item(request, item)
    why, note = Solution(form.cleaned_data["solution"]), form.cleaned_data["note"]
    return _act(
        request, item, lambda stamp: solve_item(item, solution=why, note=note, stamp=stamp)
    )


@require_POST
@page(EDIT)
def reopen(request: HttpRequest, item: UUID) -> HttpResponse:
    return _act(request, item, lambda stamp: reopen_item(item, stamp=stamp))


@require_POST
@page(EDIT)
def solve_many(request: HttpRequest) -> HttpResponse:
    """Solve what is ticked, each by itself: a refusal of one stops no other."""
    form = SolveForm(request.POST)
    chosen = [UUID(each) for each in request.POST.getlist("item")[:MOST] if _is_id(each)]
    if not form.is_valid() or not chosen:
        return redirect("reconciliation:items")
    why, note = Solution(form.cleaned_data["solution"]), form.cleaned_data["note"]
    problem, done = None, 0
    for item in chosen:
        try:
            act_once(request, _solving(item, why, note), key=item.hex)
            done += 1
        except Refusal as refusal:
            problem = refusal
    told = ngettext("{n} difference is solved.", "{n} differences are solved.", done)
    messages.success(request, told.format(n=done))
    return list_items(request, problem=problem) if problem else redirect("reconciliation:items")


def _solving(item: UUID, why: Solution, note: str) -> Callable[[Stamp], None]:
    return lambda stamp: solve_item(item, solution=why, note=note, stamp=stamp)


def _act(request: HttpRequest, item: UUID, act: Callable[[Stamp], None]) -> HttpResponse:
    try:
        act_once(request, act)
    except Refusal as refusal:
        return one_item(request, item, problem=refusal)
    messages.success(request, _("Done."))
    return redirect("reconciliation:item", item=item)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
