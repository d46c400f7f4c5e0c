"""Pages of variants: parse, ask one query or call one operation, show."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from guildhall.catalog import operations
from guildhall.catalog.types import PartDraft
from guildhall.console.products.acting import act, fault_of, form_on, status_of
from guildhall.console.products.queries import VariantPage, get_variant_page, sku_scanned
from guildhall.console.products.stated_form import StatedForm
from guildhall.console.products.variant_forms import (
    BarcodeForm,
    PartForms,
    UnitForm,
    VariantForm,
    lines_of,
    parts_in,
)
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.kernel.refusals import Refusal


@require_safe
@page("catalog:view")
def show(request: HttpRequest, variant: UUID) -> HttpResponse:
    return _show(request, variant)


@form_on("products:variant")
def change(request: HttpRequest, variant: UUID) -> HttpResponse:
    form = VariantForm(request.POST, auto_id="variant_%s")
    if not form.is_valid():
        return _show(request, variant, problem=fault_of(form), form=form)
    sku = _found(request, variant).variant.sku
    changing = partial(operations.change_variant, sku, values=form.edited())
    return _act(request, variant, changing, done=gettext("Saved."), form=form)


@form_on("products:variant")
def add_barcode(request: HttpRequest, variant: UUID) -> HttpResponse:
    form = BarcodeForm(request.POST, auto_id="barcode_%s")
    if not form.is_valid():
        return _show(request, variant, problem=fault_of(form), barcode=form)
    sku = _found(request, variant).variant.sku
    changing = partial(operations.add_barcode, sku, barcode=form.card())
    return _act(request, variant, changing, done=gettext("The barcode is added."), barcode=form)


@form_on("products:variant")
def drop_barcode(request: HttpRequest, variant: UUID) -> HttpResponse:
    sku = _found(request, variant).variant.sku
    changing = partial(operations.drop_barcode, sku, code=request.POST.get("code", ""))
    return _act(request, variant, changing, done=gettext("The barcode is taken away."))


@form_on("products:variant")
def set_unit(request: HttpRequest, variant: UUID) -> HttpResponse:
    form = UnitForm(request.POST, auto_id="unit_%s")
    if not form.is_valid():
        return _show(request, variant, problem=fault_of(form), unit=form)
    sku, given = _found(request, variant).variant.sku, form.cleaned_data
    changing = partial(operations.set_unit, sku, unit=given["unit"], factor=given["factor"])
    return _act(request, variant, changing, done=gettext("The unit is saved."), unit=form)


@form_on("products:variant")
def drop_unit(request: HttpRequest, variant: UUID) -> HttpResponse:
    sku = _found(request, variant).variant.sku
    changing = partial(operations.drop_unit, sku, unit=request.POST.get("unit", ""))
    return _act(request, variant, changing, done=gettext("The unit is taken away."))


@form_on("products:variant")
def set_parts(request: HttpRequest, variant: UUID) -> HttpResponse:
    lines = PartForms(request.POST, prefix="parts")
    if not lines.is_valid():
        return _show(request, variant, parts=lines)
    sku = _found(request, variant).variant.sku
    changing = partial(operations.set_parts, sku, parts=_scanned(parts_in(lines)))
    return _act(request, variant, changing, done=gettext("The parts are saved."), parts=lines)


@form_on("products:variant")
def state(request: HttpRequest, variant: UUID) -> HttpResponse:
    found = _found(request, variant)
    form = StatedForm(found.stated, request.POST)
    if not form.is_valid():
        return _show(request, variant, problem=fault_of(form), stated=form)
    changing = partial(
        operations.state_variant_attributes, found.variant.sku, values=form.stated()
    )
    return _act(request, variant, changing, done=gettext("Saved."), stated=form)


@form_on("products:variant")
def archive(request: HttpRequest, variant: UUID) -> HttpResponse:
    changing = partial(operations.archive_variant, _found(request, variant).variant.sku)
    return _act(request, variant, changing, done=gettext("The variant is archived."))


@form_on("products:variant")
def restore(request: HttpRequest, variant: UUID) -> HttpResponse:
    changing = partial(operations.restore_variant, _found(request, variant).variant.sku)
    return _act(request, variant, changing, done=gettext("The variant is restored."))


def _found(request: HttpRequest, variant: UUID) -> VariantPage:
    return get_variant_page(variant, actor=actor_of(request))


def _scanned(parts: Sequence[PartDraft]) -> list[PartDraft]:
    """Return parts by SKU: a line may hold what a scanner read."""
    return [replace(part, sku=sku_scanned(part.sku)) for part in parts]


def _act(
    request: HttpRequest, variant: UUID, changing: Any, *, done: str, **bound: Any
) -> HttpResponse:
    back = reverse("products:variant", args=[variant])
    show_again = partial(_show, variant=variant, **bound)
    return act(request, changing, done=done, back=back, show=show_again)


def _show(
    request: HttpRequest, variant: UUID, *, problem: Refusal | None = None, **bound: Any
) -> HttpResponse:
    """Show a variant; `bound` are the forms that somebody filled in and could not save."""
    found = _found(request, variant)
    card, row = found.variant, found.detail.row
    context = {
        "title": card.sku,
        "crumbs": [
            Crumb(gettext("Products"), reverse("products:list")),
            Crumb(row.title, reverse("products:product", args=[row.id])),
        ],
        "found": found,
        "card": card,
        "row": row,
        "form": bound.get("form")
        or VariantForm(initial=VariantForm.told(card), auto_id="variant_%s"),
        "barcode": bound.get("barcode") or BarcodeForm(auto_id="barcode_%s"),
        "unit": bound.get("unit") or UnitForm(auto_id="unit_%s"),
        "parts": bound.get("parts") or PartForms(initial=lines_of(card.parts), prefix="parts"),
        "stated": bound.get("stated") or StatedForm(found.stated),
        "problem": problem,
    }
    status = 422 if bound and problem is None else status_of(problem)
    return render(request, "console/products/variant.html", context, status=status)
