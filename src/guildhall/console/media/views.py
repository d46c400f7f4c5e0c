"""Pages of pictures: parse, ask one query or call one operation, show."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.catalog.operations import (
    add_picture,
    describe_picture,
    order_pictures,
    remove_picture,
    show_variant,
)
from guildhall.catalog.queries import product_of_picture
from guildhall.console.media.forms import UploadForm
from guildhall.console.media.queries import get_picture_page
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp

VIEW, EDIT = "catalog:view", "catalog:edit"
LOOKS = 6
"""How often a page looks again for pictures that are being drawn."""


@require_safe
@page(VIEW)
def show(request: HttpRequest, code: str) -> HttpResponse:
    return _show(request, code)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Take in each file by itself: one that is no picture does not stop the others."""
    if request.method != "POST":
        return redirect("media:product", code)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, code, form=form)
    refused = [
        (file.name, refusal)
        for number, file in enumerate(form.cleaned_data["pictures"])
        if (refusal := _take(request, code, file, number=number)) is not None
    ]
    taken = len(form.cleaned_data["pictures"]) - len(refused)
    if taken:
        told = ngettext("{n} picture is taken in.", "{n} pictures are taken in.", taken)
        messages.success(request, told.format(n=taken))
    for name, refusal in refused:
        messages.error(request, f"{name}: {refusal.told(gettext)}")
    return redirect("media:product", code)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def move(request: HttpRequest, picture: UUID) -> HttpResponse:
    """Show a picture one place earlier, or first of all."""
    code = product_of_picture(picture)
    order = list(get_picture_page(code, actor=actor_of(request)).order)
    place = order.index(picture)
    order.remove(picture)
    order.insert(0 if request.POST.get("to") == "first" else max(0, place - 1), picture)
    return _act(request, code, partial(order_pictures, code, pictures=order))


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def describe(request: HttpRequest, picture: UUID) -> HttpResponse:
    """Say in each language what a picture shows, and which variant."""
    code = product_of_picture(picture)
    said = {
        name.removeprefix("alt:"): str(text)
        for name, text in request.POST.items()
        if name.startswith("alt:")
    }
    sku = request.POST.get("sku", "")

    def write(*, stamp: Stamp) -> None:
        for locale, alt in said.items():
            describe_picture(picture, locale=locale, alt=alt, stamp=stamp)
        show_variant(picture, sku=sku, stamp=stamp)

    return _act(request, code, write)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EDIT)
def remove(request: HttpRequest, picture: UUID) -> HttpResponse:
    """Ask whether to remove a picture, and do so."""
    code = product_of_picture(picture)
    if request.method != "POST":
        context = {"title": gettext("Remove this picture?"), "picture": picture, "code": code}
        return render(request, "console/media/remove.html", context)
    return _act(request, code, partial(remove_picture, picture))


def _take(
    request: HttpRequest, code: str, file: "UploadedFile[Any]", *, number: int
) -> Refusal | None:
    content = file.read()
    take = partial(add_picture, code, content=content)
    try:
        act_once(request, lambda stamp: take(stamp=stamp), key=f":{number}")
    except Refusal as refusal:
        return refusal
    return None


def _act(request: HttpRequest, code: str, act: Callable[..., object]) -> HttpResponse:
    if request.method != "POST":
        return redirect("media:product", code)
    try:
        act_once(request, lambda stamp: act(stamp=stamp))
    except Refusal as refusal:
        return _show(request, code, problem=refusal)
    return redirect("media:product", code)


def _show(
    request: HttpRequest,
    code: str,
    *,
    form: UploadForm | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    found = get_picture_page(code, actor=actor_of(request))
    look = _whole(request.GET.get("look", "")) + 1
    context = {
        "title": gettext("Pictures"),
        "found": found,
        "form": form or UploadForm(),
        "look": look if found.is_waiting and look <= LOOKS else None,
        "delay": 2 ** (look - 1),
        "problem": problem,
    }
    status = problem.status if problem else 422 if form and form.errors else 200
    return render(request, "console/media/product.html", context, status=status)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
