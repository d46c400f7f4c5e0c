"""What channels call our goods: parse, ask one query or call one operation, show."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.catalog.operations import end_link, link_sku, unlink_sku
from guildhall.catalog.types import LinkCard
from guildhall.console.channels.forms import EndForm, LinkFilterForm, LinkForm
from guildhall.console.channels.queries import (
    EDIT,
    VIEW,
    get_channel_for,
    get_link_for,
    get_link_page,
)
from guildhall.console.channels.views import crumbs_to
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import chips
from guildhall.kernel.conditions import Expected, quoted
from guildhall.kernel.refusals import Refusal


@require_safe
@page(VIEW)
def show_links(request: HttpRequest, code: str) -> HttpResponse:
    form = LinkFilterForm(request.GET)
    actor = actor_of(request)
    chosen = form.chosen(code, scopes=actor.reach(VIEW))
    found = get_link_page(code, chosen, cursor=request.GET.get("cursor"), actor=actor)
    context = {
        "title": found.channel.name,
        "crumbs": crumbs_to(),
        "found": found,
        "form": form,
        "chips": chips(request, form),
    }
    return render(request, "console/channels/links.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def link(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what the channel calls which variant, and link them."""
    channel = get_channel_for(code, EDIT, actor=actor_of(request))
    form = LinkForm(request.POST or None)
    context = {
        "title": gettext("Link an SKU"),
        "crumbs": crumbs_to(channel.code, channel.name),
        "channel": channel,
        "form": form,
    }
    template = "console/channels/link.html"
    if not form.is_valid():
        return render(request, template, context, status=422 if form.is_bound else 200)
    make = partial(link_sku, form.cleaned_data["sku"], channel=channel, link=form.link())
    try:
        act_once(request, lambda stamp: make(stamp=stamp))
    except Refusal as refusal:
        return render(request, template, {**context, "problem": refusal}, status=refusal.status)
    messages.success(request, gettext("The SKU is linked."))
    return redirect("channels:links", code)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def unlink(request: HttpRequest, link: UUID) -> HttpResponse:
    """Ask whether to take a link away, and do so."""
    card = get_link_for(link, actor=actor_of(request))
    if request.method != "POST":
        return _ask(request, card, template="console/channels/unlink.html")
    act = partial(unlink_sku, link, expected=_expected(request))
    return _act(request, card, act, template="console/channels/unlink.html")


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def end(request: HttpRequest, link: UUID) -> HttpResponse:
    """Ask until when a link holds, and end it then."""
    card = get_link_for(link, actor=actor_of(request))
    form = EndForm(request.POST or None)
    template = "console/channels/end.html"
    if request.method != "POST" or not form.is_valid():
        return _ask(request, card, template=template, form=form)
    act = partial(end_link, link, at=form.cleaned_data["at"], expected=_expected(request))
    return _act(request, card, act, template=template, form=form)


def _act(
    request: HttpRequest,
    card: LinkCard,
    act: Callable[..., None],
    *,
    template: str,
    form: Form | None = None,
) -> HttpResponse:
    try:
        act_once(request, lambda stamp: act(stamp=stamp))
    except Refusal as refusal:
        return _ask(request, card, template=template, form=form, problem=refusal)
    messages.success(request, gettext("The link is changed."))
    return redirect("channels:links", card.channel)


def _ask(
    request: HttpRequest,
    card: LinkCard,
    *,
    template: str,
    form: Form | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    context = {
        "title": card.external_sku,
        "crumbs": crumbs_to(card.channel, card.channel),
        "card": card,
        "form": form or EndForm(),
        "problem": problem,
    }
    status = problem.status if problem else 422 if form and form.errors else 200
    return render(request, template, context, status=status)


def _expected(request: HttpRequest) -> Expected:
    return Expected((quoted(request.POST.get("version", "")),))
