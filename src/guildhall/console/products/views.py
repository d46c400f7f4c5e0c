"""Pages of products: parse, ask one query or call one operation, show."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.catalog import operations
from guildhall.catalog.queries import category_choices
from guildhall.catalog.types import ProductEdit
from guildhall.console.products.acting import EDIT, act, fault_of, form_on, status_of
from guildhall.console.products.forms import (
    AxisForms,
    DetailsForm,
    ProductFilterForm,
    ProductForm,
    axes_in,
    lines_of,
)
from guildhall.console.products.queries import ProductPage, get_product_list, get_product_page
from guildhall.console.products.stated_form import StatedForm
from guildhall.console.products.variant_forms import NewVariantForm
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


@require_safe
@page("catalog:view")
def show_list(request: HttpRequest) -> HttpResponse:
    form = ProductFilterForm(request.GET)
    actor = actor_of(request)
    chosen = form.chosen(scopes=actor.reach("catalog:view"))
    found = get_product_list(chosen, cursor=request.GET.get("cursor"), actor=actor)
    form.offer(found.categories)
    context = {
        "title": gettext("Products"),
        "form": form,
        "chips": chips(request, form),
        "found": found,
    }
    return render(request, "console/products/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def create(request: HttpRequest) -> HttpResponse:
    form = ProductForm(request.POST or None)
    lines = AxisForms(request.POST or None, prefix="options")
    form.offer(category_choices())
    if not (form.is_valid() and lines.is_valid()):
        return _ask(request, form=form, lines=lines)

    def make(stamp: Stamp) -> None:
        operations.create_product(form.draft(axes_in(lines)), stamp=stamp)

    try:
        act_once(request, make)
    except Refusal as refusal:
        return _ask(request, form=form, lines=lines, problem=refusal)
    messages.success(request, gettext("The product is added."))
    return redirect(f"{reverse('products:list')}?q={form.cleaned_data['code']}")


@require_safe
@page("catalog:view")
def show(request: HttpRequest, product: UUID) -> HttpResponse:
    return _show(request, product)


@form_on("products:product")
def change(request: HttpRequest, product: UUID) -> HttpResponse:
    found = _found(request, product)
    form = DetailsForm(request.POST, auto_id="details_%s")
    form.offer(found.categories)
    if not form.is_valid():
        return _show(request, product, problem=fault_of(form), details=form)
    changing = partial(operations.change_product, found.row.code, values=form.edited())
    show_again = partial(_show, product=product, details=form)
    return _act(request, product, changing, done=gettext("Saved."), show=show_again)


@form_on("products:product")
def set_options(request: HttpRequest, product: UUID) -> HttpResponse:
    found = _found(request, product)
    lines = AxisForms(request.POST, prefix="options")
    if not lines.is_valid():
        return _show(request, product, lines=lines)
    changing = partial(operations.set_options, found.row.code, axes=axes_in(lines))
    done = gettext("The options are saved. Add the variants that are missing now.")
    show_again = partial(_show, product=product, lines=lines)
    return _act(request, product, changing, done=done, show=show_again)


@form_on("products:product")
def fill(request: HttpRequest, product: UUID) -> HttpResponse:
    changing = partial(operations.add_missing_variants, _found(request, product).row.code)
    return _act(request, product, changing, done=gettext("The missing variants are added."))


@form_on("products:product")
def add_variant(request: HttpRequest, product: UUID) -> HttpResponse:
    found = _found(request, product)
    form = _new_variant(found, request)
    if not form.is_valid():
        return _show(request, product, problem=fault_of(form), new_variant=form)
    unit = found.detail.variants[0].unit if found.detail.variants else "each"
    changing = partial(operations.add_variant, found.row.code, draft=form.draft(unit))
    show_again = partial(_show, product=product, new_variant=form)
    return _act(request, product, changing, done=gettext("The variant is added."), show=show_again)


@form_on("products:product")
def state(request: HttpRequest, product: UUID) -> HttpResponse:
    found = _found(request, product)
    form = StatedForm(found.stated, request.POST)
    if not form.is_valid():
        return _show(request, product, problem=fault_of(form), stated=form)
    changing = partial(operations.state_attributes, found.row.code, values=form.stated())
    show_again = partial(_show, product=product, stated=form)
    return _act(request, product, changing, done=gettext("Saved."), show=show_again)


@form_on("products:product")
def sell(request: HttpRequest, product: UUID) -> HttpResponse:
    """Put a product on sale, or take it off: its button says which."""
    on = request.POST.get("on") == "1"
    code = _found(request, product).row.code
    changing = partial(operations.change_product, code, values=ProductEdit(is_active=on))
    done = gettext("The product is on sale.") if on else gettext("The product is off sale.")
    return _act(request, product, changing, done=done)


@form_on("products:product")
def archive(request: HttpRequest, product: UUID) -> HttpResponse:
    changing = partial(operations.archive_product, _found(request, product).row.code)
    return _act(request, product, changing, done=gettext("The product is archived."))


@form_on("products:product")
def restore(request: HttpRequest, product: UUID) -> HttpResponse:
    changing = partial(operations.restore_product, _found(request, product).row.code)
    done = gettext("The product is restored. Put it on sale when it is ready.")
    return _act(request, product, changing, done=done)


def _found(request: HttpRequest, product: UUID) -> ProductPage:
    return get_product_page(product, actor=actor_of(request))


def _act(
    request: HttpRequest, product: UUID, changing: Any, *, done: str, show: Any = None
) -> HttpResponse:
    back = reverse("products:product", args=[product])
    show = show or partial(_show, product=product)
    return act(request, changing, done=done, back=back, show=show)


def _show(
    request: HttpRequest, product: UUID, *, problem: Refusal | None = None, **bound: Any
) -> HttpResponse:
    """Show a product; `bound` are the forms that somebody filled in and could not save."""
    found = _found(request, product)
    details = bound.get("details") or DetailsForm(
        initial=DetailsForm.told(found.detail), auto_id="details_%s"
    )
    details.offer(found.categories)
    status = 422 if bound and problem is None else status_of(problem)
    context = {
        "title": found.row.title,
        "crumbs": [Crumb(gettext("Products"), reverse("products:list"))],
        "found": found,
        "details": details,
        "lines": bound.get("lines")
        or AxisForms(initial=lines_of(found.detail.options), prefix="options"),
        "new_variant": bound.get("new_variant") or _new_variant(found),
        "stated": bound.get("stated") or StatedForm(found.stated),
        "problem": problem,
    }
    return render(request, "console/products/product.html", context, status=status)


def _new_variant(found: ProductPage, request: HttpRequest | None = None) -> NewVariantForm:
    form = NewVariantForm(request.POST if request else None, auto_id="variant_%s")
    form.offer((axis.name, axis.values) for axis in found.detail.options)
    return form


def _ask(
    request: HttpRequest, *, form: ProductForm, lines: Any, problem: Refusal | None = None
) -> HttpResponse:
    context = {
        "title": gettext("Add a product"),
        "crumbs": [Crumb(gettext("Products"), reverse("products:list"))],
        "form": form,
        "lines": lines,
        "problem": problem,
    }
    status = status_of(problem) if problem else 422 if form.is_bound else 200
    return render(request, "console/products/new.html", context, status=status)
