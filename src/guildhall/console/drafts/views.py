"""Pages of drafts: what somebody here fills for a customer, to be paid by a link."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.checkout import operations, queries
from guildhall.checkout.types import CartCard
from guildhall.console.drafts.forms import DraftForm, LinkForm
from guildhall.console.drafts.showing import act_on, show_draft
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import list_sites


@require_safe
@page("orders:edit")
def show_list(request: HttpRequest) -> HttpResponse:
    scopes = actor_of(request).reach("orders:edit")
    context = {
        "title": gettext("Drafts"),
        "crumbs": [Crumb(gettext("Orders"), reverse("orders:list"))],
        "page": queries.list_drafts(scopes=scopes, cursor=request.GET.get("cursor")),
    }
    return render(request, "console/drafts/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:edit")
def create(request: HttpRequest) -> HttpResponse:
    form = DraftForm(request.POST or None)
    form.offer(list_sites())
    made: list[CartCard] = []
    if form.is_valid():

        def make(stamp: Stamp) -> None:
            made.append(operations.make_draft(form.told(), stamp=stamp))

        try:
            act_once(request, make)
        except Refusal as refusal:
            form.add_error("lines" if refusal.errors else None, refusal.told(gettext))
        else:
            return redirect("drafts:draft", made[0].id) if made else redirect("drafts:list")
    context = {
        "title": gettext("New draft"),
        "crumbs": [Crumb(gettext("Drafts"), reverse("drafts:list"))],
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "console/drafts/new.html", context, status=status)


@require_safe
@page("orders:edit")
def show(request: HttpRequest, draft: UUID) -> HttpResponse:
    return show_draft(request, draft)


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:edit")
def make_link(request: HttpRequest, draft: UUID) -> HttpResponse:
    form = LinkForm(request.POST or None)
    if not form.is_valid():
        return redirect("drafts:draft", draft)
    until = clock.now() + timedelta(days=form.cleaned_data["days"])
    act = partial(operations.make_link, draft, until=until)
    return act_on(request, draft, act, done=gettext("The link is made. Send it to your customer."))


@require_http_methods(["GET", "HEAD", "POST"])
@page("orders:edit")
def revoke(request: HttpRequest, draft: UUID) -> HttpResponse:
    act = partial(operations.revoke_link, draft)
    return act_on(request, draft, act, done=gettext("The link leads nowhere any more."))
