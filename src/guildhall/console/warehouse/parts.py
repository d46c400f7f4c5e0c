"""What pages of the warehouse have in common."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from guildhall.approvals.types import Pending
from guildhall.console.shell.doors import act_once
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


def hall_crumb() -> Crumb:
    return Crumb(gettext("Warehouse"), reverse("warehouse:hall"))


def is_scanner(request: HttpRequest) -> bool:
    """Return whether the page's script sent a scan and puts the answer in its place."""
    return request.headers.get("X-Scan") == "1"


def attempt(request: HttpRequest, act: Callable[[Stamp], object]) -> Refusal | None:
    """Do what a form asks, once per form; return the refusal where there is one."""
    try:
        act_once(request, act)
    except Refusal as refusal:
        return refusal
    return None


def tell_whether_it_waits(
    request: HttpRequest, waits: Iterable[Pending | None], *, done: str
) -> None:
    """Say that it is done, or that it waits for somebody else."""
    if any(waits):
        messages.info(request, gettext("This needs somebody else's yes. Nothing is changed yet."))
    else:
        messages.success(request, done)


def show_scanner(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """Show a page with its scanner, or to the page's script the part that changed."""
    problem = context.get("problem")
    status = problem.status if isinstance(problem, Refusal) else 200
    part = f"console/warehouse/{template}_state.html"
    whole = f"console/warehouse/{template}.html"
    return render(request, part if is_scanner(request) else whole, context, status=status)
