"""Pages of attributes: parse, ask one query or call one operation, show."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.catalog import operations
from guildhall.catalog.queries import category_choices, get_attribute
from guildhall.console.products.acting import EDIT, fault_of, form_on, status_of
from guildhall.console.products.queries import get_attributes
from guildhall.console.products.tree_forms import AttributeForm, ChangeAttributeForm
from guildhall.console.products.words import TYPES
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_safe
@page("catalog:view")
def show(request: HttpRequest) -> HttpResponse:
    context = {
        "title": gettext("Attributes"),
        "crumbs": _crumbs()[:1],
        "found": get_attributes(actor=actor_of(request)),
        "types": TYPES,
    }
    return render(request, "console/products/attributes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def define(request: HttpRequest) -> HttpResponse:
    form = AttributeForm(request.POST or None)
    form.offer(category_choices())
    if not form.is_valid():
        return _ask(request, form)
    try:
        act_once(request, lambda stamp: operations.define_attribute(form.draft(), stamp=stamp))
    except Refusal as refusal:
        return _ask(request, form, problem=refusal)
    messages.success(request, gettext("The attribute is added."))
    return redirect("products:attributes")


@require_safe
@page(EDIT)
def show_one(request: HttpRequest, code: str) -> HttpResponse:
    return _show(request, code)


@form_on("products:attribute")
def change(request: HttpRequest, code: str) -> HttpResponse:
    form = ChangeAttributeForm(request.POST)
    if not form.is_valid():
        return _show(request, code, problem=fault_of(form), form=form)
    changing = partial(operations.change_attribute, code, values=form.edited())
    return _act(request, code, changing, done=gettext("Saved."), form=form)


@form_on("products:attribute")
def archive(request: HttpRequest, code: str) -> HttpResponse:
    changing = partial(operations.archive_attribute, code)
    return _act(request, code, changing, done=gettext("The attribute is archived."))


@form_on("products:attribute")
def restore(request: HttpRequest, code: str) -> HttpResponse:
    changing = partial(operations.restore_attribute, code)
    return _act(request, code, changing, done=gettext("The attribute is restored."))


def _act(
    request: HttpRequest, code: str, changing: Callable[..., object], *, done: str, **bound: Any
) -> HttpResponse:
    def run(stamp: Stamp) -> None:
        changing(stamp=stamp)

    try:
        act_once(request, run)
    except Refusal as refusal:
        return _show(request, code, problem=refusal, **bound)
    messages.success(request, done)
    return redirect("products:attributes")


def _show(
    request: HttpRequest, code: str, *, problem: Refusal | None = None, **bound: Any
) -> HttpResponse:
    card = get_attribute(code)
    context = {
        "title": card.title,
        "crumbs": _crumbs(),
        "card": card,
        "type": TYPES[card.type],
        "form": bound.get("form") or ChangeAttributeForm(initial=ChangeAttributeForm.told(card)),
        "problem": problem,
    }
    return render(request, "console/products/attribute.html", context, status=status_of(problem))


def _ask(
    request: HttpRequest, form: AttributeForm, *, problem: Refusal | None = None
) -> HttpResponse:
    context = {
        "title": gettext("Add an attribute"),
        "crumbs": _crumbs(),
        "form": form,
        "problem": problem,
        "back": reverse("products:attributes"),
        "button": gettext("Add"),
    }
    status = status_of(problem) if problem else 422 if form.is_bound else 200
    return render(request, "console/products/ask.html", context, status=status)


def _crumbs() -> list[Crumb]:
    return [
        Crumb(gettext("Products"), reverse("products:list")),
        Crumb(gettext("Attributes"), reverse("products:attributes")),
    ]
