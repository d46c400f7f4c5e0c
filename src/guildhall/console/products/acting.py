"""What the forms of these pages have in common: their door, and the version their reader saw."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Concatenate

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.views.decorators.http import require_http_methods

from guildhall.console.shell.doors import act_once, page
from guildhall.kernel.conditions import WHATEVER, Expected, quoted
from guildhall.kernel.refusals import Invalid, Refusal
from guildhall.kernel.stamp import Stamp

EDIT = "catalog:edit"

type Show = Callable[..., HttpResponse]
type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def form_on[**P](name: str) -> Callable[[View[P]], View[P]]:
    """Open a form of a page to who may edit the catalogue.

    Whoever comes to its address later (by a bookmark, or by a change of language) is led to the
    page, whose name is `name`.
    """

    def decorate(view: View[P]) -> View[P]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @page(EDIT)
        @wraps(view)
        def sent(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method != "POST":
                return redirect(resolve_url(name, *args, **kwargs))
            return view(request, *args, **kwargs)

        return sent

    return decorate


def expected_in(request: HttpRequest) -> Expected:
    """Return the version that the form was made from: somebody may have changed it since."""
    version = request.POST.get("version", "")
    return Expected((quoted(version),)) if version else WHATEVER


def act(
    request: HttpRequest, change: Callable[..., object], *, done: str, back: str, show: Show
) -> HttpResponse:
    """Do what a form asks and go back, or show the page again with the reason why not."""
    stamped = partial(change, expected=expected_in(request))

    def run(stamp: Stamp) -> object:
        return stamped(stamp=stamp)

    try:
        act_once(request, run)
    except Refusal as refusal:
        return show(request, problem=refusal)
    messages.success(request, done)
    return redirect(back)


def fault_of(form: BaseForm) -> Invalid:
    """Return what is wrong with a form as a page tells it."""
    told = {
        str(form[name].label) if name in form.fields else name: " ".join(map(str, faults))
        for name, faults in form.errors.items()
    }
    return Invalid(errors=told)


def status_of(problem: Refusal | None) -> int:
    return problem.status if problem else 200
