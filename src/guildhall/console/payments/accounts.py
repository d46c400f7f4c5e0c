"""Accounts with providers: seen, opened, switched, their keys exchanged and never shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.console.payments.forms import AccountForm, KeysForm
from guildhall.console.payments.queries import (
    APPROVE,
    VIEW,
    get_account_list,
    get_account_page,
)
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.organization.queries import list_brands
from guildhall.payments import operations
from guildhall.payments.ports import providers
from guildhall.payments.types import NewAccount

ASKS = ["GET", "HEAD", "POST"]


@require_safe
@page(VIEW)
def show_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "title": _("Payment accounts"),
        "accounts": get_account_list(actor=actor),
        "can_edit": actor.may(APPROVE),
    }
    return render(request, "console/payments/accounts.html", context)


@require_safe
@page(VIEW)
def show(request: HttpRequest, code: str) -> HttpResponse:
    return show_account(request, code)


def show_account(
    request: HttpRequest, code: str, *, problem: Refusal | None = None
) -> HttpResponse:
    """Show an account, with the reason why something was refused."""
    actor = actor_of(request)
    account = get_account_page(code, actor=actor)
    notices = reverse("payment-notice", args=[account.token])
    can_edit = actor.may(APPROVE, scope=account.scopes)
    context = {
        "title": account.name or account.code,
        "crumbs": crumbs(),
        "account": account,
        "can_edit": can_edit,
        "notices": request.build_absolute_uri(notices) if can_edit else "",
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "console/payments/account.html", context, status=status)


@require_http_methods(ASKS)
@page(APPROVE, fresh=True)
def open_one(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None)
    form.offer(providers=sorted(providers()), brands=list_brands())
    if not form.is_valid():
        return _ask(request, form, title=_("Enter a payment account"))
    new = NewAccount(**form.cleaned_data)
    try:
        act_once(request, lambda stamp: operations.open_account(new, stamp=stamp))
    except Refusal as refusal:
        return _ask(request, form, title=_("Enter a payment account"), problem=refusal)
    messages.success(request, _("The account is kept. Its keys are sealed."))
    return redirect("payments:account", new.code)


@require_http_methods(ASKS)
@page(APPROVE, fresh=True)
def rotate(request: HttpRequest, code: str) -> HttpResponse:
    form = KeysForm(request.POST or None)
    title = _("Exchange keys of {code}").format(code=code)
    if not form.is_valid():
        return _ask(request, form, title=title)
    secrets, overlap = form.cleaned_data["secrets"], form.hours
    try:
        act_once(
            request,
            lambda stamp: operations.rotate_secrets(
                code, secrets=secrets, overlap=overlap, stamp=stamp
            ),
        )
    except Refusal as refusal:
        return _ask(request, form, title=title, problem=refusal)
    messages.success(request, _("The keys are exchanged."))
    return redirect("payments:account", code)


@require_POST
@page(APPROVE)
def switch(request: HttpRequest, code: str) -> HttpResponse:
    """Switch an account on or off for new payments."""
    account = get_account_page(code, actor=actor_of(request))
    enabled = request.POST.get("enabled") == "1"
    act_once(
        request,
        lambda stamp: operations.change_account(
            code, name=account.name, settings=account.settings, enabled=enabled, stamp=stamp
        ),
    )
    messages.success(request, _("It is on.") if enabled else _("It is off."))
    return redirect("payments:account", code)


@require_POST
@page(APPROVE)
def try_one(request: HttpRequest, code: str) -> HttpResponse:
    """Hear whether the provider takes the keys of an account."""
    problem = None
    try:
        operations.try_account(code, stamp=stamp_of(request))
    except Refusal as refusal:
        problem = refusal
    else:
        messages.success(request, _("The provider answers, and takes these keys."))
    return show_account(request, code, problem=problem)


def crumbs() -> list[Crumb]:
    return [Crumb(_("Payment accounts"), reverse("payments:accounts"))]


def _ask(
    request: HttpRequest,
    form: AccountForm | KeysForm,
    *,
    title: str,
    problem: Refusal | None = None,
) -> HttpResponse:
    status = problem.status if problem else 422 if form.is_bound else 200
    context = {"title": title, "crumbs": crumbs(), "form": form, "problem": problem}
    return render(request, "console/payments/enter.html", context, status=status)
