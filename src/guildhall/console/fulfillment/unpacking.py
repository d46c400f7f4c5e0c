"""What is done to a parcel that has not left: opened again, emptied, dropped."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from guildhall.console.fulfillment.parcels import parcel_for
from guildhall.console.fulfillment.parts import attempt
from guildhall.console.shell.doors import actor_of, page
from guildhall.fulfillment import operations
from guildhall.fulfillment.errors import LineNotFound
from guildhall.fulfillment.types import Part
from guildhall.kernel.stamp import Stamp


@require_POST
@page("fulfillment:edit")
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    return _done(
        request,
        number,
        lambda stamp: operations.reopen_parcel(number, stamp=stamp),
        done=gettext("It is open again."),
    )


@require_POST
@page("fulfillment:edit")
def take_out(request: HttpRequest, number: str) -> HttpResponse:
    part = _part(request, number)
    return _done(
        request,
        number,
        lambda stamp: operations.take_out(number, part=part, stamp=stamp),
        done=gettext("It is taken out."),
    )


@require_POST
@page("fulfillment:edit")
def drop(request: HttpRequest, number: str) -> HttpResponse:
    reason = request.POST.get("reason", "").strip() or gettext("Packed anew")
    return _done(
        request,
        number,
        lambda stamp: operations.drop_parcel(number, reason=reason[:200], stamp=stamp),
        done=gettext("This parcel will not leave. What was in it is to be packed again."),
    )


def _part(request: HttpRequest, number: str) -> Part:
    parcel = parcel_for(number, actor_of(request))
    try:
        line = UUID(request.POST.get("line", ""))
        return Part(line, Decimal(request.POST.get("quantity", "")))
    except (ValueError, InvalidOperation) as error:
        raise LineNotFound(number=parcel.work) from error


def _done(
    request: HttpRequest, number: str, act: Callable[[Stamp], object], *, done: str
) -> HttpResponse:
    problem = attempt(request, act)
    if problem is not None:
        messages.error(request, problem.told(gettext))
    else:
        messages.success(request, done)
    return redirect("fulfillment:parcel", number)
