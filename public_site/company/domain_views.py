"""A company's domains: claim, prove, use, take away."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.tenancy import PLATFORM, enter, require
from public_site.company.forms import DomainForm
from tenants import operations
from tenants.queries import list_domains

WRITING = ["GET", "HEAD", "POST"]


@require_safe
@page("account:view")
def show_domains(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_http_methods(WRITING)
@page("account:edit")
def add(request: HttpRequest) -> HttpResponse:
    form = DomainForm(request.POST or None)
    if not form.is_valid():
        return _show(request, form=form)
    act = partial(operations.add_domain, host=form.cleaned_data["host"])
    done = gettext("Now create the record below, and let it be checked.")
    return _act(request, act, done=done, form=form)


@require_http_methods(WRITING)
@page("account:edit")
def check(request: HttpRequest, host: str) -> HttpResponse:
    act = partial(operations.verify_domain, host=host)
    return _act(request, act, done=gettext("The domain is yours. You can put it to use."))


@require_http_methods(WRITING)
@page("account:edit")
def activate(request: HttpRequest, host: str) -> HttpResponse:
    act = partial(operations.activate_domain, host=host)
    return _act(request, act, done=gettext("The domain leads here from now on."))


@require_http_methods(WRITING)
@page("account:edit")
def make_primary(request: HttpRequest, host: str) -> HttpResponse:
    act = partial(operations.make_primary, host=host)
    return _act(request, act, done=gettext("Your other domains lead to this one now."))


@require_http_methods(WRITING)
@page("account:edit")
def remove(request: HttpRequest, host: str) -> HttpResponse:
    if request.method != "POST":
        context = {
            "title": gettext("Remove {host}?").format(host=host),
            "host": host,
            "crumbs": [Crumb(gettext("Domains"), reverse("company:domains"))],
        }
        return render(request, "company/remove_domain.html", context)
    act = partial(operations.remove_domain, host=host)
    return _act(request, act, done=gettext("The domain is removed."))


def _act(
    request: HttpRequest,
    act: Callable[..., object],
    *,
    done: str,
    form: DomainForm | None = None,
) -> HttpResponse:
    """Do it in the public schema, where domains lie; each of these is safe to be asked twice.

    Not once per form, which would be inside one transaction: a check asks the network.
    """
    if request.method == "POST":
        tenant_id = require().tenant_id
        try:
            with enter(PLATFORM):
                act(tenant_id, stamp=stamp_of(request))
        except Refusal as refusal:
            return _show(request, form=form, problem=refusal)
        messages.success(request, done)
    return redirect("company:domains")


def _show(
    request: HttpRequest, *, form: DomainForm | None = None, problem: Refusal | None = None
) -> HttpResponse:
    actor, tenant_id = actor_of(request), require().tenant_id
    with enter(PLATFORM):
        domains = list_domains(tenant_id, actor=actor)
    context = {
        "title": gettext("Domains"),
        "domains": domains,
        "form": form or DomainForm(),
        "may_change": actor.may("account:edit"),
        "problem": problem,
    }
    status = problem.status if problem else 422 if form and form.errors else 200
    return render(request, "company/domains.html", context, status=status)
