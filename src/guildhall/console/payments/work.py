"""What of money waits for a clerk: about to lapse, not heard, not read, not given back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guildhall.console.payments.queries import EDIT, VIEW, get_money_work
from guildhall.console.shell.doors import act_once, page
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.payments import operations


@require_safe
@page(VIEW)
def show(request: HttpRequest) -> HttpResponse:
    return show_work(request)


def show_work(request: HttpRequest, *, problem: Refusal | None = None) -> HttpResponse:
    """Show the work list, with the reason why something was refused."""
    context = {
        "title": _("Payments"),
        "found": get_money_work(stamp=stamp_of(request)),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/payments/work.html", context, status=status)


@require_POST
@page(EDIT)
def retry_notice(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Read a notification again that was given up."""
    done = _("The notification is read again within a minute.")
    return _act(request, lambda stamp: operations.retry_notice(notice, stamp=stamp), done=done)


@require_POST
@page(EDIT)
def look_again(request: HttpRequest, call: UUID) -> HttpResponse:
    """Ask a provider once more what became of a call."""
    done = _("The provider is asked again.")
    return _act(request, lambda stamp: operations.look_again(call, stamp=stamp), done=done)


def _act(request: HttpRequest, act: Callable[[Stamp], object], *, done: str) -> HttpResponse:
    try:
        act_once(request, act)
    except Refusal as refusal:
        return show_work(request, problem=refusal)
    messages.success(request, done)
    return redirect("payments:work")
