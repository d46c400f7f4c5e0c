"""The tree of goods: parse, ask one query or call one operation, show."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.catalog import operations
from guildhall.console.products.acting import EDIT, act, fault_of, form_on, status_of
from guildhall.console.products.queries import get_category_page, get_tree
from guildhall.console.products.tree_forms import (
    CategoryForm,
    ChangeCategoryForm,
    MoveCategoryForm,
)
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_safe
@page("catalog:view")
def show(request: HttpRequest) -> HttpResponse:
    context = {
        "title": gettext("Categories"),
        "crumbs": _crumbs()[:1],
        "found": get_tree(actor=actor_of(request)),
    }
    return render(request, "console/products/tree.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def add(request: HttpRequest) -> HttpResponse:
    form = CategoryForm(request.POST or None, initial={"parent": request.GET.get("below", "")})
    form.offer(get_tree(actor=actor_of(request)).choices)
    if not form.is_valid():
        return _ask(request, form)
    given = form.cleaned_data

    def open_it(stamp: Stamp) -> None:
        operations.open_category(
            given["code"], title=given["title"], parent=given["parent"], stamp=stamp
        )

    try:
        act_once(request, open_it)
    except Refusal as refusal:
        return _ask(request, form, problem=refusal)
    messages.success(request, gettext("The category is added."))
    return redirect("products:tree")


@require_safe
@page(EDIT)
def show_one(request: HttpRequest, code: str) -> HttpResponse:
    return _show(request, code)


@form_on("products:category")
def change(request: HttpRequest, code: str) -> HttpResponse:
    form = ChangeCategoryForm(request.POST)
    if not form.is_valid():
        return _show(request, code, problem=fault_of(form), form=form)
    given = form.cleaned_data
    changing = partial(
        operations.change_category, code, title=given["title"], position=given["position"]
    )
    return _act(request, code, changing, done=gettext("Saved."), form=form)


@form_on("products:category")
def move(request: HttpRequest, code: str) -> HttpResponse:
    parent = request.POST.get("parent", "")
    changing = partial(operations.move_category, code, parent=parent)
    return _act(request, code, changing, done=gettext("The category is moved, with all below it."))


@form_on("products:category")
def remove(request: HttpRequest, code: str) -> HttpResponse:
    changing = partial(operations.remove_category, code)
    return _act(request, code, changing, done=gettext("The category is removed."))


def _act(
    request: HttpRequest, code: str, changing: Any, *, done: str, **bound: Any
) -> HttpResponse:
    show_again = partial(_show, code=code, **bound)
    return act(request, changing, done=done, back=reverse("products:tree"), show=show_again)


def _show(
    request: HttpRequest, code: str, *, problem: Refusal | None = None, **bound: Any
) -> HttpResponse:
    found = get_category_page(code, actor=actor_of(request))
    told = {"title": found.category.title, "position": found.category.position}
    moving = MoveCategoryForm(initial={"parent": found.category.parent})
    moving.offer(found.choices)
    context = {
        "title": found.category.title,
        "crumbs": _crumbs(),
        "found": found,
        "category": found.category,
        "form": bound.get("form") or ChangeCategoryForm(initial=told),
        "moving": moving,
        "problem": problem,
    }
    return render(request, "console/products/category.html", context, status=status_of(problem))


def _ask(
    request: HttpRequest, form: CategoryForm, *, problem: Refusal | None = None
) -> HttpResponse:
    context = {
        "title": gettext("Add a category"),
        "crumbs": _crumbs(),
        "form": form,
        "problem": problem,
        "back": reverse("products:tree"),
        "button": gettext("Add"),
    }
    status = status_of(problem) if problem else 422 if form.is_bound else 200
    return render(request, "console/products/ask.html", context, status=status)


def _crumbs() -> list[Crumb]:
    return [
        Crumb(gettext("Products"), reverse("products:list")),
        Crumb(gettext("Categories"), reverse("products:tree")),
    ]
