"""What sites say of a product, and where it is shown: parse, ask or act, show."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.catalog.operations import publish_product, withdraw_product, write_copy
from guildhall.console.copies.forms import CopyForm, PublishForm
from guildhall.console.copies.queries import EDIT, VIEW, get_copy_page
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.organization.queries import get_channel, get_site


@require_safe
@page(VIEW)
def show(request: HttpRequest, code: str) -> HttpResponse:
    return _show(request, code, place=request.GET)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def write(request: HttpRequest, code: str) -> HttpResponse:
    """Say what one place tells, and show it."""
    if request.method != "POST":
        return redirect("copies:product", code)
    form = CopyForm(request.POST)
    site, locale = request.POST.get("site", ""), request.POST.get("locale", "")
    if not form.is_valid():
        return _show(request, code, place=request.POST, form=form)
    where = get_site(int(site)) if site.isascii() and site.isdigit() else None
    act = partial(write_copy, code, site=where, locale=locale, text=form.text())
    try:
        act_once(request, lambda stamp: act(stamp=stamp))
    except Refusal as refusal:
        return _show(request, code, place=request.POST, form=form, problem=refusal)
    messages.success(request, gettext("The words are saved."))
    query = QueryDict(mutable=True)
    query.update({"site": site, "locale": locale})
    return redirect(f"{reverse('copies:product', args=[code])}?{query.urlencode()}")


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def publish(request: HttpRequest, code: str, channel: str) -> HttpResponse:
    form = PublishForm(request.POST)
    at = form.cleaned_data["at"] if form.is_valid() else None
    act = partial(publish_product, code, channel=get_channel(channel), at=at)
    return _act(request, code, act)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def withdraw(request: HttpRequest, code: str, channel: str) -> HttpResponse:
    return _act(request, code, partial(withdraw_product, code, channel=get_channel(channel)))


def _act(request: HttpRequest, code: str, act: Callable[..., None]) -> HttpResponse:
    if request.method != "POST":
        return redirect("copies:product", code)
    try:
        act_once(request, lambda stamp: act(stamp=stamp))
    except Refusal as refusal:
        return _show(request, code, place=request.GET, problem=refusal)
    messages.success(request, gettext("The channel is changed."))
    return redirect("copies:product", code)


def _show(
    request: HttpRequest,
    code: str,
    *,
    place: QueryDict,
    form: CopyForm | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    found = get_copy_page(
        code,
        site=place.get("site", ""),
        locale=place.get("locale", "")[:20],
        actor=actor_of(request),
        at=clock.now(),
    )
    shown = form or CopyForm(initial=asdict(found.own))
    shown.lean_on(found)
    context = {
        "title": gettext("Words and channels"),
        "found": found,
        "form": shown,
        "problem": problem,
    }
    status = problem.status if problem else 422 if form and form.errors else 200
    return render(request, "console/copies/product.html", context, status=status)
