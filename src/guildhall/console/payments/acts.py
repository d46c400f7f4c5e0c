"""What is done to payments: captured, called off, seen on the bank account, given back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guildhall.approvals.types import Pending
from guildhall.console.payments.forms import AmountForm, ReasonForm, RefundForm
from guildhall.console.payments.queries import EDIT, get_payments_page
from guildhall.console.payments.views import crumbs, show_payments
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.payments import operations
from guildhall.payments.operations import splits
from guildhall.payments.queries import get_payment, get_refund
from guildhall.payments.types import NewRefund

ASKS = ["GET", "HEAD", "POST"]


@require_POST
@page(EDIT)
def capture(request: HttpRequest, payment: UUID) -> HttpResponse:
    """Take all that is authorized."""
    key = _key(request)

    def act(stamp: Stamp) -> None:
        operations.capture_payment(payment, key=key, stamp=stamp)

    done = _("The provider is asked for the money.")
    return _act(request, get_payment(payment).reference, act, done=done)


@require_http_methods(ASKS)
@page(EDIT)
def void(request: HttpRequest, payment: UUID) -> HttpResponse:
    reference = get_payment(payment).reference
    form = ReasonForm(request.POST or None)
    if not form.is_valid():
        words = {"title": _("Call the payment off"), "button": _("Call off")}
        return _ask(request, reference, form, **words)

    def act(stamp: Stamp) -> None:
        reason = form.cleaned_data["reason"]
        operations.void_payment(payment, reason=reason, key=_key(request), stamp=stamp)

    return _act(request, reference, act, done=_("The payment is being called off."))


@require_http_methods(ASKS)
@page(EDIT)
def transfer(request: HttpRequest, payment: UUID) -> HttpResponse:
    card = get_payment(payment)
    form = AmountForm(request.POST or None)
    if not form.is_valid():
        words = {"title": _("Note a bank transfer"), "button": _("It has come")}
        return _ask(request, card.reference, form, **words)
    amount = Money(form.cleaned_data["amount"], card.amount.currency)

    def act(stamp: Stamp) -> None:
        operations.note_transfer(payment, amount=amount, key=_key(request), stamp=stamp)

    return _act(request, card.reference, act, done=_("The transfer is noted."))


@require_http_methods(ASKS)
@page(EDIT)
def refund(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide that money goes back; from a limit on it waits for a yes."""
    found = get_payments_page(reference, actor=actor_of(request))
    form = RefundForm(request.POST or None)
    if not form.is_valid():
        words = {"title": _("Grant a refund"), "button": _("Grant refund")}
        return _ask(request, reference, form, **words)
    if not found.payments:
        return redirect("payments:of", reference)
    first = found.payments[0].card
    new = NewRefund(
        amount=Money(form.cleaned_data["amount"], first.amount.currency),
        reason=form.cleaned_data["reason"],
        scopes=first.scopes,
    )
    made: list[object] = []

    def act(stamp: Stamp) -> None:
        made.append(operations.grant_refund(reference, new, key=_key(request), stamp=stamp))

    answer = _act(request, reference, act, done="")
    waits = any(isinstance(each, Pending) for each in made)
    if made:
        told = _("It waits for somebody else's yes.") if waits else _("The refund is granted.")
        messages.success(request, told)
    return answer


@require_POST
@page(EDIT)
def execute(request: HttpRequest, refund: UUID) -> HttpResponse:
    reference = get_refund(refund).reference

    def act(stamp: Stamp) -> None:
        operations.execute_refund(refund, stamp=stamp)

    return _act(request, reference, act, done=_("The money is on its way back."))


@require_POST
@page(EDIT)
def withdraw(request: HttpRequest, refund: UUID) -> HttpResponse:
    reference = get_refund(refund).reference

    def act(stamp: Stamp) -> None:
        operations.withdraw_refund(refund, stamp=stamp)

    return _act(request, reference, act, done=_("The refund is withdrawn."))


@require_http_methods(ASKS)
@page(EDIT)
def ask_back(request: HttpRequest, payment: UUID, share: UUID) -> HttpResponse:
    """Ask a receiver to give a share back, or a part of it."""
    card = get_payment(payment)
    form = AmountForm(request.POST or None)
    if not form.is_valid():
        words = {"title": _("Ask a share back"), "button": _("Ask for it")}
        return _ask(request, card.reference, form, **words)
    amount = Money(form.cleaned_data["amount"], card.amount.currency)

    def act(stamp: Stamp) -> None:
        splits.ask_back(share, of=payment, amount=amount, key=_key(request), stamp=stamp)

    return _act(request, card.reference, act, done=_("The receiver is asked for it."))


def _act(
    request: HttpRequest, reference: str, act: Callable[[Stamp], object], *, done: str
) -> HttpResponse:
    try:
        act_once(request, act)
    except Refusal as refusal:
        return show_payments(request, reference, problem=refusal)
    if done:
        messages.success(request, done)
    return redirect("payments:of", reference)


def _ask(request: HttpRequest, reference: str, form: Form, **words: str) -> HttpResponse:
    get_payments_page(reference, actor=actor_of(request))
    context = {"crumbs": crumbs(reference), "form": form, "reference": reference, **words}
    status = 422 if form.is_bound else 200
    return render(request, "console/payments/ask.html", context, status=status)


def _key(request: HttpRequest) -> str:
    return request.POST.get("token", "")[:80]
