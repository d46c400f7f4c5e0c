"""Who writes invoices: entered, changed; how far their series are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.invoices.forms import EntityForm, filled
from guildhall.console.invoices.views import HERE, VIEW, crumbs
from guildhall.console.invoices.words import ISSUES
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.finance import operations, queries
from guildhall.kernel.refusals import Refusal

APPROVE = "invoices:approve"
ASKS = ["GET", "HEAD", "POST"]


@require_safe
@page(VIEW)
def show_list(request: HttpRequest) -> HttpResponse:
    found = [(each, ISSUES[each.terms.issues]) for each in queries.list_entities()]
    context = {
        "title": _("Legal entities"),
        "crumbs": crumbs(),
        "found": found,
        "can_edit": actor_of(request).may(APPROVE),
    }
    return render(request, f"{HERE}/entities.html", context)


@require_http_methods(ASKS)
@page(APPROVE, fresh=True)
def create(request: HttpRequest) -> HttpResponse:
    return _enter(request, EntityForm(request.POST or None), title=_("Enter a legal entity"))


@require_http_methods(ASKS)
@page(APPROVE, fresh=True)
def change(request: HttpRequest, code: str) -> HttpResponse:
    card = queries.get_entity(code)
    form = EntityForm({**request.POST.dict(), "code": code}) if request.POST else None
    form = form or EntityForm(initial=filled(card))
    form.fields["code"].disabled = not form.is_bound
    return _enter(request, form, title=card.terms.name, code=code)


def _enter(request: HttpRequest, form: EntityForm, *, title: str, code: str = "") -> HttpResponse:
    status = 422 if form.is_bound else 200
    problem = None
    if form.is_valid():
        given, terms = form.cleaned_data, form.told()
        key = given["platform_key"]
        try:
            act_once(
                request,
                lambda stamp: operations.keep_entity(
                    given["code"], terms, platform_key=key, stamp=stamp
                ),
            )
        except Refusal as refusal:
            problem, status = refusal, refusal.status
        else:
            messages.success(request, _("Who writes invoices is kept."))
            return redirect("invoices:entities")
    context = {
        "title": title,
        "crumbs": [*crumbs(), Crumb(_("Legal entities"), reverse("invoices:entities"))],
        "form": form,
        "problem": problem,
        "series": queries.list_series(code) if code else (),
        "has_key": bool(code) and queries.get_entity(code).has_platform_key,
    }
    return render(request, f"{HERE}/entity.html", context, status=status)
