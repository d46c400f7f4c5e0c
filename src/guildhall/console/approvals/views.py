"""Pages of approvals: parse, ask one query or call one operation, show."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.approvals import operations
from guildhall.approvals.types import ApprovalFilter, Pending
from guildhall.console.approvals.deciding import decide_selected
from guildhall.console.approvals.forms import GRANT, DecisionForm, HistoryForm, WithdrawForm
from guildhall.console.approvals.queries import get_inbox, get_request_list, get_request_page
from guildhall.console.approvals.tabs import tabs
from guildhall.console.shell.doors import act_once, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp

LOOKS = 4
"""How often a page looks again for what a reaction is about to do."""


@require_safe
@page()
def show_inbox(request: HttpRequest) -> HttpResponse:
    context = {
        "title": gettext("Approvals"),
        **tabs(request, "inbox"),
        "found": get_inbox(stamp=stamp_of(request)),
        "form": DecisionForm(),
    }
    return render(request, "console/approvals/inbox.html", context)


@require_safe
@page()
def show_mine(request: HttpRequest) -> HttpResponse:
    chosen = ApprovalFilter(mine=True)
    return _list(request, chosen, {**tabs(request, "mine"), "title": gettext("My requests")})


@require_safe
@page()
def show_history(request: HttpRequest) -> HttpResponse:
    form = HistoryForm(request.GET)
    context = {
        **tabs(request, "history"),
        "title": gettext("All requests"),
        "form": form,
        "chips": chips(request, form),
    }
    return _list(request, form.chosen(), context)


@require_safe
@page()
def show(request: HttpRequest, approval: UUID) -> HttpResponse:
    return _show(request, approval)


@require_http_methods(["GET", "HEAD", "POST"])
@page()
def decide(request: HttpRequest, approval: UUID) -> HttpResponse:
    """Grant or deny what is shown, and no other state of it."""
    if request.method != "POST":
        return redirect("approvals:request", approval)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _show(request, approval, form=form)
    given = form.cleaned_data
    granted = given["decision"] == GRANT
    act = partial(
        operations.grant if granted else operations.deny,
        approval,
        reason=given["reason"],
        expected=Expected((quoted(given["version"]),)),
    )
    done = gettext("Approved. It is being done.") if granted else gettext("Denied.")
    return _act(request, approval, act, done=done)


@require_http_methods(["GET", "HEAD", "POST"])
@page()
def decide_many(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("approvals:inbox")
    context = {
        "title": gettext("What was decided"),
        "crumbs": _crumbs(),
        "results": decide_selected(request),
    }
    return render(request, "console/approvals/decided.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page()
def withdraw(request: HttpRequest, approval: UUID) -> HttpResponse:
    form = WithdrawForm(request.POST or None)
    if not form.is_valid():
        return redirect("approvals:request", approval)
    act = partial(operations.withdraw, approval, reason=form.cleaned_data["reason"])
    return _act(request, approval, act, done=gettext("Your request is taken back."))


@require_http_methods(["GET", "HEAD", "POST"])
@page()
def ask_again(request: HttpRequest, approval: UUID) -> HttpResponse:
    """Ask anew for what failed or expired, and show the new request."""
    if request.method != "POST":
        return redirect("approvals:request", approval)
    made: list[Pending | None] = []

    def again(stamp: Stamp) -> None:
        made.append(operations.ask_again(approval, stamp=stamp))

    try:
        act_once(request, again)
    except Refusal as refusal:
        return _show(request, approval, problem=refusal)
    pending = made[0] if made else None
    if pending is None:
        messages.success(request, gettext("It is done: it needs nobody's yes any more."))
        return redirect("approvals:mine")
    messages.success(request, gettext("It is asked for again."))
    return redirect("approvals:request", pending.approval)


def _act(
    request: HttpRequest, approval: UUID, act: Callable[..., object], *, done: str
) -> HttpResponse:
    try:
        act_once(request, lambda stamp: act(stamp=stamp))
    except Refusal as refusal:
        return _show(request, approval, problem=refusal)
    messages.success(request, done)
    return redirect("approvals:request", approval)


def _list(
    request: HttpRequest, chosen: ApprovalFilter, context: dict[str, object]
) -> HttpResponse:
    cursor = request.GET.get("cursor")
    found = get_request_list(chosen, cursor=cursor, stamp=stamp_of(request))
    return render(request, "console/approvals/list.html", {**context, "found": found})


def _show(
    request: HttpRequest,
    approval: UUID,
    *,
    form: Form | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    found = get_request_page(approval, stamp=stamp_of(request))
    look = _whole(request.GET.get("look", "")) + 1
    context = {
        "title": found.line.action,
        "crumbs": _crumbs(),
        "found": found,
        "line": found.line,
        "form": form or DecisionForm(initial={"version": found.line.row.version}),
        "withdraw_form": WithdrawForm(auto_id="withdraw_%s"),
        "look": look if found.settles and not problem and look <= LOOKS else None,
        "delay": 2 ** (look - 1),
        "problem": problem,
    }
    status = problem.status if problem else 422 if form else 200
    return render(request, "console/approvals/request.html", context, status=status)


def _crumbs() -> list[Crumb]:
    return [Crumb(gettext("Approvals"), reverse("approvals:inbox"))]


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
