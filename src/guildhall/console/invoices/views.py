"""Pages of invoices and credit notes: parse, ask one query, show."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guildhall.console.invoices.forms import BuyerForm, InvoicesForm
from guildhall.console.invoices.queries import get_order_papers, get_paper, get_papers
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.finance.queries import list_entities
from guildhall.finance.queries.printing import pdf_of
from guildhall.kernel.refusals import Refusal

VIEW = "invoices:view"
HERE = "console/invoices"


@require_safe
@page(VIEW)
def show_list(request: HttpRequest) -> HttpResponse:
    form, actor = InvoicesForm(request.GET), actor_of(request)
    entities = list_entities()
    form.offer(entities)
    found = get_papers(form.chosen(actor=actor), cursor=request.GET.get("cursor"))
    context = {
        "title": _("Invoices"),
        "form": form,
        "chips": chips(request, form),
        "page": found,
        "nobody_writes": not entities,
        "can_edit": actor.may("invoices:edit"),
        "can_approve": actor.may("invoices:approve"),
    }
    return render(request, f"{HERE}/list.html", context)


@require_safe
@page(VIEW)
def find_order(request: HttpRequest) -> HttpResponse:
    """Lead from an order's number to its papers."""
    number = request.GET.get("order", "").strip()[:80]
    return redirect("invoices:of", number) if number else redirect("invoices:list")


@require_safe
@page(VIEW)
def show_order(request: HttpRequest, order: str) -> HttpResponse:
    return one_order(request, order)


def one_order(
    request: HttpRequest,
    order: str,
    *,
    problem: Refusal | None = None,
    form: BuyerForm | None = None,
) -> HttpResponse:
    """Show an order's papers, with the reason why something was refused."""
    context = {
        "title": _("Papers of {order}").format(order=order),
        "crumbs": crumbs(),
        "order": order,
        "found": get_order_papers(order, actor=actor_of(request)),
        "form": form or BuyerForm(),
        "problem": problem,
    }
    status = problem.status if problem else 422 if form else 200
    return render(request, f"{HERE}/order.html", context, status=status)


@require_safe
@page(VIEW)
def show(request: HttpRequest, entity: str, number: str) -> HttpResponse:
    return one_paper(request, entity, number)


def one_paper(
    request: HttpRequest, entity: str, number: str, *, problem: Refusal | None = None
) -> HttpResponse:
    """Show a paper, with the reason why something was refused."""
    context = {
        "title": number,
        "crumbs": crumbs(),
        "found": get_paper(number, entity=entity, actor=actor_of(request)),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, f"{HERE}/paper.html", context, status=status)


@require_safe
@page(VIEW)
def show_pdf(request: HttpRequest, entity: str, number: str) -> HttpResponse:
    """Give out a paper as PDF, in the language that is asked for, or else the reader's."""
    found = get_paper(number, entity=entity, actor=actor_of(request))
    locale = request.GET.get("locale") or get_language() or ""
    name = f'inline; filename="{number}.pdf"'
    return HttpResponse(
        pdf_of(found.card, locale=locale),
        content_type="application/pdf",
        headers={"Content-Disposition": name},
    )


def crumbs() -> list[Crumb]:
    return [Crumb(_("Invoices"), reverse("invoices:list"))]
