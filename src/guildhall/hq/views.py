"""HQ's pages: the group's day, one subsidiary's days, the roll."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.hq import charts, queries
from guildhall.hq.errors import CurrencyNotCounted, NoGroup, SpanInvalid
from guildhall.hq.forms import SpanForm, asked_of
from guildhall.hq.types import Asked, GroupFigures, Preset, TenantFigures
from guildhall.hq.types import View as Shown
from guildhall.kernel import clock
from guildhall.kernel.refusals import NotPermitted, Refusal
from tenants.types import TenantCard

# Seconds between two looks at a running day: soon after a change, ever later without one.
SOONEST = 3
LATEST = 60

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Row:
    """A subsidiary as a table shows it, with the address of its console."""

    tenant: TenantCard
    address: str
    sold: TenantFigures | None = None


def page_of_groups[**P](view: View[P]) -> View[P]:
    """Open a page to people of HQ, and tell those who see no group yet what to do."""

    @require_safe
    @page()
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (NotPermitted, NoGroup):
            return render(request, "hq/no_group.html", {"title": _("No group yet")}, status=403)

    return opened


@page_of_groups
def figures(request: HttpRequest) -> HttpResponse:
    """Show a group's figures over some days."""
    found, problem = _or_otherwise(
        request.GET,
        Preset.LATEST,
        lambda asked: queries.get_group_figures(asked, actor=actor_of(request), at=clock.now()),
    )
    context = _group_context(request, found) | {
        "title": found.view.group.name,
        "problem": problem,
        "pulse": _pulse(found, wait=SOONEST),
    }
    return render(request, "hq/figures.html", context, status=problem.status if problem else 200)


@page_of_groups
def pulse(request: HttpRequest) -> HttpResponse:
    """Send what has changed since the mark in the address, and when to ask again."""
    asked = asked_of(request.GET, otherwise=Preset.LATEST)
    found = queries.get_group_figures(asked, actor=actor_of(request), at=clock.now())
    mark = request.GET.get("mark", "")
    if not mark.startswith(_place(found)):
        return HttpResponseClientRefresh()  # a new day has begun: the whole page speaks of it
    changed = mark != _mark(found)
    wait = SOONEST if changed else min(LATEST, 2 * _whole(request.GET.get("wait", "")))
    context = _group_context(request, found) | {
        "pulse": _pulse(found, wait=wait),
        "changed": changed,
    }
    return render(request, "hq/pulse.html", context)


@page_of_groups
def company(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one subsidiary's figures, day by day."""
    actor = actor_of(request)
    shown, problem = _or_otherwise(
        request.GET,
        Preset.MONTH,
        lambda asked: queries.get_company_page(slug, asked, actor=actor, at=clock.now()),
    )
    found = shown.days
    context = {
        **_span_context(request, found.view),
        "title": found.tenant.name,
        "crumbs": [Crumb(_("Figures"), reverse("hq:figures"))],
        "problem": problem,
        "found": found,
        "visits": shown.visits,
        "console": _address(request, found.tenant.host),
        "chart": charts.tenant_chart(found),
    }
    return render(request, "hq/company.html", context, status=problem.status if problem else 200)


@page_of_groups
def companies(request: HttpRequest) -> HttpResponse:
    """Show the roll: every subsidiary of the groups that one sees."""
    rolls = queries.list_rolls(actor=actor_of(request))
    sections = [
        (roll.group, [Row(card, _address(request, card.host)) for card in roll.tenants])
        for roll in rolls
    ]
    context = {"title": _("Subsidiaries"), "sections": sections}
    return render(request, "hq/companies.html", context)


def _or_otherwise[T](
    query: QueryDict, otherwise: Preset, ask: Callable[[Asked], T]
) -> tuple[T, Refusal | None]:
    """Return what was asked for; or the reason why not, with what is shown otherwise."""
    try:
        return ask(asked_of(query, otherwise=otherwise)), None
    except (SpanInvalid, CurrencyNotCounted) as refusal:
        return ask(Asked(group=query.get("group", ""), otherwise=otherwise)), refusal


def _group_context(request: HttpRequest, found: GroupFigures) -> dict[str, Any]:
    return {
        **_span_context(request, found.view),
        "found": found,
        "rows": [
            Row(each.tenant, _address(request, each.tenant.host), each) for each in found.tenants
        ],
        "chart": charts.group_chart(found),
    }


def _span_context(request: HttpRequest, view: Shown) -> dict[str, Any]:
    """Return what the bar of days, currencies and groups needs."""
    query = request.GET.copy()
    for own in ("mark", "wait"):
        query.pop(own, None)
    initial = {
        "since": view.span.since,
        "until": view.span.until,
        "group": query.get("group", ""),
        "currency": query.get("currency", ""),
    }
    return {"view": view, "query": query, "form": SpanForm(initial=initial)}


def _pulse(found: GroupFigures, *, wait: int) -> dict[str, Any]:
    return {"mark": _mark(found), "wait": wait}


def _place(found: GroupFigures) -> str:
    view = found.view
    return f"{view.span.since}:{view.span.until}:{view.currency}:"


def _mark(found: GroupFigures) -> str:
    """Return what differs whenever a figure on the page does: each fact moves a count."""
    total = found.total
    return f"{_place(found)}{total.orders}:{total.canceled_orders}:{total.shipped_orders}"


def _whole(text: str) -> int:
    return max(SOONEST, int(text)) if text.isascii() and text.isdigit() else SOONEST


def _address(request: HttpRequest, host: str) -> str:
    """Return where a subsidiary's console is found: same scheme and port as this page."""
    _host, colon, port = request.get_host().partition(":")
    return f"{request.scheme}://{host}{colon}{port}/" if host else ""
