"""What is done about papers: written, handed in, voided."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from guildhall.console.invoices.forms import BuyerForm
from guildhall.console.invoices.queries import EDIT, get_paper
from guildhall.console.invoices.views import one_order, one_paper
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.finance import operations
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_POST
@page(EDIT)
def issue(request: HttpRequest, order: str) -> HttpResponse:
    """Write an invoice of what is not invoiced yet."""
    form = BuyerForm(request.POST)
    if not form.is_valid():
        return one_order(request, order, form=form)
    try:
        act_once(
            request,
            lambda stamp: operations.issue_invoice(order, buyer=form.told(), stamp=stamp),
        )
    except Refusal as refusal:
        return one_order(request, order, problem=refusal)
    messages.success(request, _("The invoice is written."))
    return redirect("invoices:of", order)


@require_POST
@page(EDIT)
def bring_up(request: HttpRequest, order: str) -> HttpResponse:
    """Write what the papers lack: a credit note of what was taken back, an invoice of the rest."""
    written: list[str] = []
    try:
        act_once(
            request,
            lambda stamp: written.extend(operations.bring_up_papers(order, stamp=stamp)),
        )
    except Refusal as refusal:
        return one_order(request, order, problem=refusal)
    told = ngettext("{n} paper is written.", "{n} papers are written.", len(written))
    none = _("The papers say all that the order comes to. Nothing was written.")
    messages.success(request, told.format(n=len(written)) if written else none)
    return redirect("invoices:of", order)


@require_POST
@page(EDIT)
def file_it(request: HttpRequest, entity: str, number: str) -> HttpResponse:
    """Ask for an e-invoice, or again where it was refused."""
    again = get_paper(number, entity=entity, actor=actor_of(request)).can_retry
    ask = operations.file_again if again else operations.ask_filing
    return _act(
        request,
        entity,
        number,
        act=lambda stamp: ask(number, entity=entity, stamp=stamp),
        done=_("The paper is handed in within a minute."),
    )


@require_POST
@page(EDIT)
def void(request: HttpRequest, entity: str, number: str) -> HttpResponse:
    """Ask the platform to void an e-invoice."""
    return _act(
        request,
        entity,
        number,
        act=lambda stamp: operations.ask_void(number, entity=entity, stamp=stamp),
        done=_("The platform is asked to void it."),
    )


def _act(
    request: HttpRequest, entity: str, number: str, *, act: Callable[[Stamp], None], done: str
) -> HttpResponse:
    try:
        act_once(request, act)
    except Refusal as refusal:
        return one_paper(request, entity, number, problem=refusal)
    messages.success(request, done)
    return redirect("invoices:paper", entity, number)
