"""Pages for the first things that a company needs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guildhall.console.setup.forms import StoreForm
from guildhall.console.setup.queries import NOTICE
from guildhall.console.shell.doors import act_once, page
from guildhall.console.shell.parts import Crumb
from guildhall.identity.operations import dismiss_notice
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.organization.operations import open_store


@require_http_methods(["GET", "HEAD", "POST"])
@page("organization:edit")
def add_store(request: HttpRequest) -> HttpResponse:
    form = StoreForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, form)

    def add(stamp: Stamp) -> None:
        open_store(**form.cleaned_data, stamp=stamp)

    try:
        act_once(request, add)
    except Refusal as refusal:
        return _ask(request, form, problem=refusal)
    messages.success(request, _("The store is open."))
    return redirect("home")


@require_POST
@page()
def dismiss(request: HttpRequest) -> HttpResponse:
    dismiss_notice(NOTICE, stamp=stamp_of(request))
    return redirect("home")


def _ask(request: HttpRequest, form: StoreForm, *, problem: Refusal | None = None) -> HttpResponse:
    context = {
        "title": _("Add a store"),
        "crumbs": [Crumb(_("Work queue"), reverse("home"))],
        "form": form,
        "button": _("Add store"),
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.is_bound else 200
    return render(request, "console/setup/form.html", context, status=status)
