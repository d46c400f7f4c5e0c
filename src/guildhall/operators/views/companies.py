"""Companies: all of them, one of them, a new one."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from guildhall.console.shell.doors import act_once, actor_of
from guildhall.console.shell.parts import Crumb, chips
from guildhall.kernel.http import stamp_of
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.operators.addresses import address_of
from guildhall.operators.doors import operators_page
from guildhall.operators.forms import CompanyFilterForm, MoveForm, NewCompanyForm
from guildhall.operators.queries import CompanyPage, get_company_list, get_company_page
from guildhall.operators.words import MOVES
from tenants.openings.operations import open_for
from tenants.openings.types import NewOpening
from tenants.operations import move_tenant
from tenants.queries import list_groups, list_plans
from tenants.states import BY_HAND, TenantMove


@operators_page("tenants:view")
def companies(request: HttpRequest) -> HttpResponse:
    form = CompanyFilterForm(request.GET)
    cursor = request.GET.get("cursor")
    found = get_company_list(form.chosen(), cursor=cursor, actor=actor_of(request))
    form.offer(found.plans, found.groups, found.shards)
    context = {
        "title": gettext("Companies"),
        "form": form,
        "chips": chips(request, form),
        "found": found,
    }
    return render(request, "operators/companies.html", context)


@operators_page("tenants:view")
def company(request: HttpRequest, slug: str) -> HttpResponse:
    return show_company(request, slug)


@operators_page("tenants:edit", fresh=True)
def move(request: HttpRequest, slug: str, move: str) -> HttpResponse:
    """Move a company along its life, with a reason."""
    if move not in BY_HAND:
        raise Http404(move)
    asked = TenantMove(move)
    form = MoveForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, slug, asked=asked, form=form)
    act = partial(move_tenant, slug, move=asked, reason=form.cleaned_data["reason"])

    def stamped(stamp: Stamp) -> None:
        act(stamp=stamp)

    try:
        act_once(request, stamped)
    except Refusal as refusal:
        return show_company(request, slug, problem=refusal)
    messages.success(request, gettext("Done. Every process knows it within a second."))
    return redirect("operators:company", slug)


@operators_page("tenants:edit")
def new_company(request: HttpRequest) -> HttpResponse:
    """Open a company on an operator's word, on the path that a sign-up takes."""
    form = NewCompanyForm(request.POST or None)
    form.offer(list_plans(), list_groups())
    problem = None
    if form.is_valid():
        try:
            open_for(NewOpening(**form.cleaned_data), stamp=stamp_of(request))
        except Refusal as refusal:
            problem = refusal
        else:
            messages.success(request, gettext("The company is being set up."))
            return redirect("operators:companies")
    context = {
        "title": gettext("New company"),
        "crumbs": [Crumb(gettext("Companies"), reverse("operators:companies"))],
        "form": form,
        "problem": problem,
    }
    status = 422 if form.errors else problem.status if problem else 200
    return render(request, "operators/new_company.html", context, status=status)


def show_company(
    request: HttpRequest, slug: str, *, problem: Refusal | None = None
) -> HttpResponse:
    found = get_company_page(slug, actor=actor_of(request))
    context = {
        **_named(found),
        "found": found,
        "moves": [(each, MOVES[each]) for each in found.moves],
        "move_form": MoveForm(),
        "address": address_of(request, found.row.host),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "operators/company.html", context, status=status)


def _ask(request: HttpRequest, slug: str, *, asked: TenantMove, form: MoveForm) -> HttpResponse:
    """Show the question on a page of its own, with what was wrong with the last answer."""
    found = get_company_page(slug, actor=actor_of(request))
    context = {**_named(found), "found": found, "words": MOVES[asked], "move": asked, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "operators/move.html", context, status=status)


def _named(found: CompanyPage) -> dict[str, object]:
    return {
        "title": found.row.name,
        "crumbs": [Crumb(gettext("Companies"), reverse("operators:companies"))],
    }
