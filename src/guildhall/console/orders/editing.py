"""An order edited: a set of changes is put together, looked at, then confirmed or thrown away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from guildhall.checkout.queries import list_methods
from guildhall.console.orders.card import order_for
from guildhall.console.orders.desk_forms import ReasonForm
from guildhall.console.orders.edit_form import EditForm
from guildhall.console.orders.showing import READ_OR_SEND, act, ask, seen
from guildhall.console.people import told_by
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.identity.queries import names_of
from guildhall.kernel import clock
from guildhall.kernel.conditions import ChangedMeanwhile
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations
from guildhall.orders.queries import list_edits, preview_edit, scopes_for
from guildhall.orders.states import EditState
from guildhall.orders.types import EditCard, OrderCard

EDIT = "orders:edit"


@require_http_methods(READ_OR_SEND)
@page(EDIT)
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Begin an edit, or go on with the one that is open."""
    order = order_for(number, actor=actor_of(request), right=EDIT)
    waiting = _waiting(number)
    if waiting:
        return _show(request, order, waiting)
    form = ReasonForm(request.POST or None)
    if not form.is_valid():
        return ask(request, number, "edit", form=form)
    reason = form.cleaned_data["reason"]

    def begin(stamp: Stamp) -> None:
        operations.begin_edit(number, reason=reason, stamp=stamp)

    answer = act(request, number, begin, done=gettext("The edit is begun: say what changes."))
    return redirect("orders:edit", number) if answer.status_code == 302 else answer


@require_http_methods(READ_OR_SEND)
@page(EDIT)
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what the edit is to change, and show what that comes to."""
    order = order_for(number, actor=actor_of(request), right=EDIT)
    waiting = _waiting(number)
    if request.method != "POST" or waiting is None:
        return redirect("orders:edit", number)
    form = _form(request, order, waiting)
    changes = form.changes() if form.is_valid() else []
    if not changes:
        if form.is_valid():
            form.add_error(None, gettext("All of it is as it was: say what is to change."))
        return _show(request, order, waiting, form=form, status=422)

    def keep(stamp: Stamp) -> None:
        operations.set_changes(number, changes=changes, stamp=stamp, expected=seen(request))

    try:
        act_once(request, keep)
    except Refusal as refusal:
        # Somebody else was faster: show what the edit says now, not what was typed over it.
        typed = None if isinstance(refusal, ChangedMeanwhile) else form
        return _show(request, order, waiting, form=typed, problem=refusal, status=refusal.status)
    return redirect("orders:edit", number)


@require_http_methods(READ_OR_SEND)
@page(EDIT)
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Carry the edit out as it was shown: not if it, or the order, is another one by now."""
    if request.method != "POST":
        return redirect("orders:order", number)

    def carry_out(stamp: Stamp) -> None:
        operations.confirm_edit(
            number, stamp=stamp, expected=seen(request), seen=seen(request, "order_version")
        )

    try:
        act_once(request, carry_out)
    except Refusal as refusal:
        order = order_for(number, actor=actor_of(request), right=EDIT)
        waiting = _waiting(number)
        if waiting is None:
            raise
        return _show(request, order, waiting, problem=refusal, status=refusal.status)
    messages.success(request, gettext("The order is edited."))
    return redirect("orders:order", number)


@require_http_methods(READ_OR_SEND)
@page(EDIT)
def decline(request: HttpRequest, number: str) -> HttpResponse:
    return act(
        request,
        number,
        lambda stamp: operations.decline_edit(number, stamp=stamp),
        done=gettext("The edit is thrown away."),
    )


def _waiting(number: str) -> EditCard | None:
    return next((each for each in list_edits(number) if each.state == EditState.OPEN), None)


def _form(
    request: HttpRequest, order: OrderCard, waiting: EditCard, *, is_sent: bool = True
) -> EditForm:
    """Return the form of an edit: with what was sent, or with what the edit says."""
    actor = actor_of(request)
    scopes = scopes_for(order.row.number, sold=order.scopes, actor=actor)
    return EditForm(
        request.POST if is_sent else None,
        order=order,
        changes=waiting.changes,
        methods=[(method.code, method.name) for method in list_methods() if method.is_active],
        can_price=actor.may("prices:edit", scope=scopes),
    )


def _show(
    request: HttpRequest,
    order: OrderCard,
    waiting: EditCard,
    *,
    form: EditForm | None = None,
    problem: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    number, preview = order.row.number, None
    if waiting.changes and form is None:
        try:
            preview = preview_edit(number, at=clock.now())
        except Refusal as refusal:
            problem = problem or refusal
    by = told_by(waiting.requested_by, names_of([waiting.requested_by]))
    context = {
        "title": gettext("Edit {number}").format(number=number),
        "crumbs": [Crumb(number, reverse("orders:order", args=[number]))],
        "order": order,
        "edit": waiting,
        "by": by,
        "form": form or _form(request, order, waiting, is_sent=False),
        "preview": preview,
        "problem": problem,
    }
    return render(request, "console/orders/edit.html", context, status=status)
