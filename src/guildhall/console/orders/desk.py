"""What people say and decide on the order page: holds, tags, notes, fraud, duplicates."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.orders.desk_forms import (
    DuplicateForm,
    HoldForm,
    JudgeForm,
    NoteForm,
    ReasonForm,
    ReleaseForm,
    TagForm,
)
from guildhall.console.orders.mentions import called_in, people_for
from guildhall.console.orders.showing import READ_OR_SEND, act, ask, show_order
from guildhall.console.shell.doors import actor_of, page
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations
from guildhall.orders.states import FraudMove, HoldReason, Visibility


@require_http_methods(READ_OR_SEND)
@page("orders:edit")
def hold(request: HttpRequest, number: str) -> HttpResponse:
    form = HoldForm(request.POST or None)
    if not form.is_valid():
        return ask(request, number, "hold", form=form)
    because, reason = HoldReason(form.cleaned_data["because"]), form.cleaned_data["reason"]
    return act(
        request,
        number,
        lambda stamp: operations.hold_order(number, hold=because, reason=reason, stamp=stamp),
        done=gettext("The order is on hold."),
    )


@require_http_methods(READ_OR_SEND)
@page("orders:edit")
def release(request: HttpRequest, number: str) -> HttpResponse:
    form = ReleaseForm(request.POST or None)
    if not form.is_valid():
        return ask(request, number, "release", form=form)
    because = HoldReason(form.cleaned_data["because"])
    return act(
        request,
        number,
        lambda stamp: operations.release_order(number, hold=because, stamp=stamp),
        done=gettext("The order waits no longer for this."),
    )


@require_http_methods(READ_OR_SEND)
@page("orders:edit")
def review(request: HttpRequest, number: str) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if not form.is_valid():
        return ask(request, number, "review", form=form)
    reason = form.cleaned_data["reason"]
    return act(
        request,
        number,
        lambda stamp: operations.ask_fraud_review(number, reason=reason, stamp=stamp),
        done=gettext("Somebody is to look at it now."),
    )


@require_http_methods(READ_OR_SEND)
@page("orders:approve")
def judge(request: HttpRequest, number: str) -> HttpResponse:
    form = JudgeForm(request.POST or None)
    if not form.is_valid():
        return ask(request, number, "judge", form=form)
    honest = form.cleaned_data["verdict"] == FraudMove.APPROVE
    say = operations.approve_order if honest else operations.deny_order
    reason = form.cleaned_data["reason"]
    return act(
        request,
        number,
        lambda stamp: say(number, reason=reason, stamp=stamp),
        done=gettext("It may go on.") if honest else gettext("It goes no further."),
    )


@require_http_methods(READ_OR_SEND)
@page("orders:edit")
def duplicate(request: HttpRequest, number: str) -> HttpResponse:
    form = DuplicateForm(request.POST or None)
    if not form.is_valid():
        return ask(request, number, "duplicate", form=form)
    other = form.cleaned_data["other"]
    return act(
        request,
        number,
        lambda stamp: operations.mark_duplicate(number, other=other, stamp=stamp),
        done=gettext("It is marked as a duplicate."),
    )


@require_http_methods(READ_OR_SEND)
@page("orders:edit")
def no_duplicate(request: HttpRequest, number: str) -> HttpResponse:
    return act(
        request,
        number,
        lambda stamp: operations.clear_duplicate(number, stamp=stamp),
        done=gettext("It is an order of its own."),
    )


@require_http_methods(READ_OR_SEND)
@page("orders:edit")
def tag(request: HttpRequest, number: str) -> HttpResponse:
    form = TagForm(request.POST)
    add, remove = (form.added, form.removed) if form.is_valid() else ([], [])
    return act(
        request,
        number,
        lambda stamp: operations.tag_order(number, add=add, remove=remove, stamp=stamp),
        done=gettext("The tags are kept."),
    )


@require_http_methods(READ_OR_SEND)
@page("orders:edit")
def note(request: HttpRequest, number: str) -> HttpResponse:
    """Keep a note; who is called with an @ is told. What was refused is not lost."""
    form = NoteForm(request.POST or None, auto_id="note_%s")
    if not form.is_valid():
        return show_order(request, number, note=form)
    text, visibility = form.cleaned_data["text"], Visibility(form.cleaned_data["visibility"])

    def write(stamp: Stamp) -> None:
        called = called_in(text, at=stamp.at)
        operations.add_note(number, text=text, visibility=visibility, mentions=called, stamp=stamp)

    return act(request, number, write, done=gettext("The note is kept."), note=form)


@require_safe
@page("orders:edit")
def suggest_people(request: HttpRequest, number: str) -> HttpResponse:
    """Tell whom a note of this order may call, for the list that opens after an @."""
    found = people_for(number, request.GET.get("q", ""), actor=actor_of(request), at=clock.now())
    return JsonResponse({"people": [{"name": each.name, "call": each.call} for each in found]})
