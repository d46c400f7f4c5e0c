"""What people do to a level by hand: one page each, one operation each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guildhall.approvals.types import Pending
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.navigation import Text
from guildhall.console.shell.parts import Crumb
from guildhall.console.stock.forms import AdjustForm, BlockForm, LowLineForm, WriteOffForm
from guildhall.console.stock.queries import LevelPage, get_level_page
from guildhall.inventory import operations
from guildhall.inventory.states import BlockReason
from guildhall.inventory.types import Correction, LevelCard
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp

type Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """A form, what it does, and the words around it."""

    form: type[forms.Form]
    heading: Text
    button: Text
    done: Text
    run: Callable[[LevelCard, Given, Stamp], Pending | None]
    danger: bool = False


def _adjust(level: LevelCard, given: Given, stamp: Stamp) -> Pending | None:
    correction = Correction(given["by"], given["expected"], given["reason"])
    return operations.adjust_stock(level.key, correction, stamp=stamp)


def _write_off(level: LevelCard, given: Given, stamp: Stamp) -> Pending | None:
    block = BlockReason(given["block"]) if given["block"] else None
    gone = Correction(given["quantity"], given["expected"], given["reason"], block)
    return operations.write_off_stock(level.key, gone, stamp=stamp)


def _block(level: LevelCard, given: Given, stamp: Stamp) -> None:
    operations.block_stock(
        level.key,
        quantity=given["quantity"],
        reason=BlockReason(given["reason"]),
        note=given["note"],
        stamp=stamp,
    )


def _unblock(level: LevelCard, given: Given, stamp: Stamp) -> None:
    operations.unblock_stock(
        level.key,
        quantity=given["quantity"],
        reason=BlockReason(given["reason"]),
        note=given["note"],
        stamp=stamp,
    )


def _low_line(level: LevelCard, given: Given, stamp: Stamp) -> None:
    operations.set_low_line(level.key, low_at=given["low_at"], stamp=stamp)


DEEDS: dict[str, Deed] = {
    "adjust": Deed(
        AdjustForm,
        _("Adjust what is on hand"),
        _("Adjust"),
        _("The stock is adjusted."),
        _adjust,
    ),
    "write-off": Deed(
        WriteOffForm,
        _("Write off"),
        _("Write off"),
        _("The goods are written off."),
        _write_off,
        danger=True,
    ),
    "block": Deed(
        BlockForm, _("Set aside"), _("Set aside"), _("The goods are set aside."), _block
    ),
    "unblock": Deed(
        BlockForm,
        _("Put back on sale"),
        _("Put back on sale"),
        _("The goods are on sale again."),
        _unblock,
    ),
    "low-line": Deed(
        LowLineForm, _("Say when it runs low"), _("Save"), _("The line is drawn."), _low_line
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:edit")
def do(request: HttpRequest, level: UUID, deed: str) -> HttpResponse:
    found = get_level_page(level, cursor=None, actor=actor_of(request))
    chosen = DEEDS[deed]
    form = chosen.form(request.POST or None, initial=_seen(found))
    if not form.is_valid():
        return _ask(request, found, chosen, form=form, status=422 if form.is_bound else 200)
    waits: list[Pending] = []

    def run(stamp: Stamp) -> None:
        if pending := chosen.run(found.level, form.cleaned_data, stamp):
            waits.append(pending)

    try:
        act_once(request, run)
    except Refusal as refusal:
        again = get_level_page(level, cursor=None, actor=actor_of(request))
        form = chosen.form(initial={**form.cleaned_data, **_seen(again)})
        return _ask(request, again, chosen, form=form, problem=refusal, status=refusal.status)
    if waits:
        messages.info(request, gettext("This needs somebody else's yes. Nothing is changed yet."))
    else:
        messages.success(request, str(chosen.done))
    return redirect("stock:level", level)


def _ask(
    request: HttpRequest,
    found: LevelPage,
    deed: Deed,
    *,
    form: forms.Form,
    status: int,
    problem: Refusal | None = None,
) -> HttpResponse:
    context = {
        "title": found.level.sku,
        "crumbs": [
            Crumb(gettext("Stock"), reverse("stock:list")),
            Crumb(found.level.sku, reverse("stock:level", args=[found.level.id])),
        ],
        "level": found.level,
        "blocks": found.blocks,
        "deed": deed,
        "form": form,
        "problem": problem,
        "back": reverse("stock:level", args=[found.level.id]),
        "action": request.path,
        "button": deed.button,
        "danger": deed.danger,
    }
    return render(request, "console/stock/deed.html", context, status=status)


def _seen(found: LevelPage) -> dict[str, Any]:
    return {"expected": found.level.on_hand, "low_at": found.level.low_at}
