"""What is done to a key that there is. Whatever gives anything asks again who it is."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guildhall.console.keys.forms import NarrowForm, RotateForm
from guildhall.console.keys.queries import get_key_page
from guildhall.console.keys.views import crumbs, show_once
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.identity.errors import NothingLeft
from guildhall.identity.operations import (
    narrow_api_key,
    revoke_api_key,
    rotate_api_key,
    widen_api_key,
)
from guildhall.identity.types import NewKey
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp

ASKS = ["GET", "HEAD", "POST"]


@require_http_methods(ASKS)
@page("keys:edit", fresh=True)
def rotate(request: HttpRequest, prefix: str) -> HttpResponse:
    form = RotateForm(request.POST or None)
    words = {
        "title": _("Rotate the key"),
        "text": _("A new key with the same rights takes its place. Nothing else changes."),
        "button": _("Make a new key"),
    }
    if not form.is_valid():
        return _ask(request, prefix, words, form=form)
    made: list[NewKey] = []

    def put_in_place(stamp: Stamp) -> None:
        made.append(rotate_api_key(prefix, overlap=form.hours, stamp=stamp))

    try:
        act_once(request, put_in_place)
    except Refusal as refusal:
        return _ask(request, prefix, words, form=form, problem=refusal)
    return show_once(request, made, title=_("The key is rotated"))


@require_POST
@page("keys:edit")
def narrow(request: HttpRequest, prefix: str) -> HttpResponse:
    """Take the rights away that a key has not used: by one click, since a week is left."""
    form = NarrowForm(request.POST)
    if not form.is_valid():
        raise NothingLeft
    without = form.cleaned_data["without"]
    act_once(request, lambda stamp: narrow_api_key(prefix, without=without, stamp=stamp))
    messages.success(request, _("In a week the key loses what it does not use."))
    return redirect("keys:key", prefix)


@require_http_methods(ASKS)
@page("keys:edit", fresh=True)
def widen(request: HttpRequest, prefix: str) -> HttpResponse:
    words = {
        "title": _("Give the rights back"),
        "text": _("The key may again do all that it was made for."),
        "button": _("Give back"),
        "done": _("The key has its rights back."),
    }
    return _confirmed(request, prefix, words, act=lambda by: widen_api_key(prefix, stamp=by))


@require_http_methods(ASKS)
@page("keys:edit")
def revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    words = {
        "title": _("Revoke the key"),
        "text": _("Whoever uses it is refused within a second, for good."),
        "button": _("Revoke"),
        "done": _("The key is revoked."),
        "danger": "yes",
    }
    return _confirmed(request, prefix, words, act=lambda by: revoke_api_key(prefix, stamp=by))


def _confirmed(
    request: HttpRequest, prefix: str, words: dict[str, str], *, act: Callable[[Stamp], object]
) -> HttpResponse:
    """Do what a form has confirmed, or ask."""
    if request.method != "POST":
        return _ask(request, prefix, words)
    try:
        act_once(request, act)
    except Refusal as refusal:
        return _ask(request, prefix, words, problem=refusal)
    messages.success(request, words["done"])
    return redirect("keys:key", prefix)


def _ask(
    request: HttpRequest,
    prefix: str,
    words: dict[str, str],
    *,
    form: Form | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    row = get_key_page(prefix, actor=actor_of(request), at=clock.now()).line.row
    there = reverse("keys:key", args=[prefix])
    context = {
        **words,
        "crumbs": [*crumbs(), Crumb(row.name, there)],
        "row": row,
        "back": there,
        "form": form,
        "problem": problem,
    }
    status = problem.status if problem else 422 if form is not None and form.is_bound else 200
    return render(request, "console/keys/confirm.html", context, status=status)
