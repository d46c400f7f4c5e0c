"""Accounts with carriers: entered, tried out, paused, their keys never shown; and what is late."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.console.delivery.forms import AccountForm, RuleForm, sender_in, told_of
from guildhall.console.fulfillment.forms import AddressForm
from guildhall.console.fulfillment.words import NOES
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.fulfillment import operations
from guildhall.fulfillment.operations import AccountTerms
from guildhall.fulfillment.ports import carriers
from guildhall.fulfillment.queries import USUAL, get_account, list_accounts, list_delivery_rules
from guildhall.fulfillment.states import Outcome
from guildhall.fulfillment.types import AccountCard
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal

ASKS = ["GET", "HEAD", "POST"]
VIEW, EDIT = "fulfillment:view", "organization:edit"


@require_safe
@page(VIEW)
def show_list(request: HttpRequest) -> HttpResponse:
    return _list(request, RuleForm())


@require_POST
@page(EDIT)
def set_rule(request: HttpRequest) -> HttpResponse:
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _list(request, form)
    act_once(request, lambda stamp: operations.set_delivery_rule(form.rule(), stamp=stamp))
    messages.success(request, _("The rule is kept."))
    return redirect("delivery:list")


@require_safe
@page(VIEW)
def show(request: HttpRequest, code: str) -> HttpResponse:
    account = get_account(code)
    can_edit = actor_of(request).may(EDIT)
    notices = request.build_absolute_uri(reverse("carrier-notice", args=[code]))
    context = {
        "title": account.name,
        "crumbs": crumbs(),
        "account": account,
        "sender": [told for told in sender_in(account).values() if told],
        "can_edit": can_edit,
        "notices": notices if can_edit and "notice" in account.abilities else "",
    }
    return render(request, "console/delivery/account.html", context)


@require_http_methods(ASKS)
@page(EDIT, fresh=True)
def enter(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None)
    sender = AddressForm(request.POST or None, prefix="sender")
    form.offer(_vendors())
    if form.is_valid() and sender.is_valid():
        code = form.cleaned_data["code"]
        terms = form.terms(sender.cleaned_data, is_active=True)
        problem = _kept(request, code, terms)
        if problem is None:
            messages.success(request, _("The account is kept. Its keys are sealed."))
            return redirect("delivery:account", code)
        return _ask(request, (form, sender), title=_("Enter a carrier account"), problem=problem)
    return _ask(request, (form, sender), title=_("Enter a carrier account"))


@require_http_methods(ASKS)
@page(EDIT, fresh=True)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change an account. Keys that are left empty stay what they are."""
    account = get_account(code)
    title = _("Change {code}").format(code=code)
    form = AccountForm(request.POST or None, initial=told_of(account))
    sender = AddressForm(request.POST or None, prefix="sender", initial=sender_in(account))
    form.offer(_vendors())
    form.fix(account)
    if form.is_valid() and sender.is_valid():
        terms = form.terms(sender.cleaned_data, is_active=account.is_active)
        problem = _kept(request, code, terms)
        if problem is None:
            messages.success(request, _("The account is kept. Its keys are sealed."))
            return redirect("delivery:account", code)
        return _ask(request, (form, sender), title=title, problem=problem)
    return _ask(request, (form, sender), title=title)


@require_POST
@page(EDIT)
def switch(request: HttpRequest, code: str) -> HttpResponse:
    """Pause an account, or let it go on. What was asked already is finished."""
    account = get_account(code)
    on = request.POST.get("enabled") == "1"
    terms = AccountTerms(
        account.name, account.vendor, account.live, is_active=on, settings=account.settings
    )
    act_once(request, lambda stamp: operations.set_carrier_account(code, terms=terms, stamp=stamp))
    messages.success(request, _("It is on.") if on else _("It is off."))
    return redirect("delivery:account", code)


@require_POST
@page(EDIT)
def try_out(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the carrier whether it lets the account in."""
    answer = operations.check_carrier_account(code, stamp=stamp_of(request))
    if answer.outcome is Outcome.DONE:
        messages.success(request, _("The carrier lets this account in."))
    elif answer.outcome is Outcome.UNKNOWN:
        messages.warning(request, _("The carrier did not answer. Try again later."))
    else:
        why = NOES.get(answer.reason or "", answer.reason or "")
        messages.error(request, _("The carrier said no: {reason}").format(reason=why))
    return redirect("delivery:account", code)


def crumbs() -> list[Crumb]:
    return [Crumb(_("Carriers"), reverse("delivery:list"))]


def _vendors() -> dict[str, tuple[str, ...]]:
    return {code: each.secrets for code, each in carriers().items()}


def _kept(request: HttpRequest, code: str, terms: AccountTerms) -> Refusal | None:
    try:
        act_once(
            request, lambda stamp: operations.set_carrier_account(code, terms=terms, stamp=stamp)
        )
    except Refusal as refusal:
        return refusal
    return None


def _list(request: HttpRequest, form: RuleForm) -> HttpResponse:
    accounts: tuple[AccountCard, ...] = list_accounts()
    context = {
        "title": _("Carriers"),
        "accounts": accounts,
        "rules": list_delivery_rules(),
        "usual": USUAL,
        "form": form,
        "can_edit": actor_of(request).may(EDIT),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/delivery/list.html", context, status=status)


def _ask(
    request: HttpRequest,
    forms: tuple[AccountForm, AddressForm],
    *,
    title: str,
    problem: Refusal | None = None,
) -> HttpResponse:
    form, sender = forms
    status = problem.status if problem else 422 if form.is_bound else 200
    context = {
        "title": title,
        "crumbs": crumbs(),
        "form": form,
        "sender": sender,
        "problem": problem,
    }
    return render(request, "console/delivery/enter.html", context, status=status)
