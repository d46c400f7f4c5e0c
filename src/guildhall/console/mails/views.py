"""Pages of mails to customers: the log, a brand's words and look, and how a mail reads."""

from dataclasses import asdict
from functools import partial
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.console.mails.forms import KINDS, STATES, DeliveryFilterForm, LookForm, WordsForm
from guildhall.console.shell.doors import act_once, actor_of, page
from guildhall.console.shell.parts import Crumb, chips
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.notifications import operations, queries
from guildhall.notifications.states import DeliveryState, MailKind
from guildhall.organization.queries import list_brands

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@page("organization:view")
def show_list(request: HttpRequest) -> HttpResponse:
    actor_of(request).must("organization:view")
    form = DeliveryFilterForm(request.GET)
    found = queries.list_deliveries(form.chosen, cursor=request.GET.get("cursor"))
    context = {
        "title": gettext("Mails to customers"),
        "form": form,
        "chips": chips(request, form),
        "page": found,
        "rows": [
            (row, KINDS[MailKind(row.kind)], STATES[DeliveryState(row.state)])
            for row in found.items
        ],
        "count": queries.count_deliveries(form.chosen),
        "counts": queries.count_troubled(),
    }
    return render(request, "console/mails/list.html", context)


@require_POST
@page("orders:edit")
def retry(request: HttpRequest, delivery: UUID) -> HttpResponse:
    act_once(request, partial(_retry, delivery))
    messages.success(request, gettext("The mail is tried again."))
    return redirect("mails:list")


@require_safe
@page("organization:view")
def show_brands(request: HttpRequest) -> HttpResponse:
    context = {
        "title": gettext("Words of mails"),
        "crumbs": _crumbs(),
        "brands": list_brands().items(),
        "kinds": KINDS.items(),
        "languages": settings.LANGUAGES,
    }
    return render(request, "console/mails/brands.html", context)


@FORM
@page("organization:edit")
def edit_look(request: HttpRequest, brand: str) -> HttpResponse:
    _must_be_known(brand)
    form = LookForm(request.POST or None, initial=asdict(queries.look_of(brand)))
    problem = None
    if form.is_valid():
        try:
            act_once(request, partial(_keep_look, brand, form))
        except Refusal as refusal:
            problem = refusal
        else:
            messages.success(request, gettext("The mails of this brand look like this now."))
            return redirect("mails:brands")
    context = {
        "title": list_brands()[brand],
        "crumbs": _crumbs(reverse("mails:brands")),
        "form": form,
        "problem": problem,
    }
    return render(request, "console/mails/words.html", context, status=_status(request, problem))


@FORM
@page("organization:edit")
def edit_words(request: HttpRequest, brand: str, *, kind: str, locale: str) -> HttpResponse:
    """Show a brand's words, how they read, and keep them where they are sent."""
    told = _kind(brand, kind, locale)
    own = queries.words_of(brand, told, locale)
    form = WordsForm(request.POST or None, initial=asdict(own))
    problem = None
    if form.is_valid() and "look" not in request.POST:
        try:
            act_once(request, partial(_keep_words, (brand, told, locale), form))
        except Refusal as refusal:
            problem = refusal
        else:
            messages.success(request, gettext("The mail says this now."))
            return redirect("mails:words", brand, kind, locale)
    context = {
        "title": KINDS[told],
        "crumbs": _crumbs(reverse("mails:brands")),
        "form": form,
        "house": queries.house_words(told, locale),
        "variables": queries.variables_of(told),
        "letter": queries.compose(told, brand=brand, locale=locale),
        "page_url": reverse("mails:preview", args=[brand, kind, locale]),
        "problem": problem,
    }
    return render(request, "console/mails/words.html", context, status=_status(request, problem))


@require_safe
@page("organization:view")
def preview(
    request: HttpRequest,  # noqa: ARG001 - Django's signature
    brand: str,
    *,
    kind: str,
    locale: str,
) -> HttpResponse:
    """Show a mail as it is read, in a page that runs nothing and fetches nothing."""
    letter = queries.compose(_kind(brand, kind, locale), brand=brand, locale=locale)
    return HttpResponse(letter.html, headers={"Content-Security-Policy": POLICY})


def _retry(delivery: UUID, stamp: Stamp) -> None:
    operations.retry_mail(delivery, stamp=stamp)


def _keep_look(brand: str, form: LookForm, stamp: Stamp) -> None:
    operations.keep_look(brand, form.look, stamp=stamp)


def _keep_words(which: tuple[str, MailKind, str], form: WordsForm, stamp: Stamp) -> None:
    brand, kind, locale = which
    operations.keep_words(brand, kind, form.words, locale=locale, stamp=stamp)


def _kind(brand: str, kind: str, locale: str) -> MailKind:
    _must_be_known(brand)
    if kind not in set(MailKind) or locale not in dict(settings.LANGUAGES):
        raise Http404
    return MailKind(kind)


def _must_be_known(brand: str) -> None:
    if brand not in list_brands():
        raise Http404


def _crumbs(words: str = "") -> list[Crumb]:
    way = [Crumb(gettext("Mails to customers"), reverse("mails:list"))]
    if words:
        way.append(Crumb(gettext("Words of mails"), words))
    return way


def _status(request: HttpRequest, problem: Refusal | None) -> int:
    if problem is not None:
        return problem.status
    return 422 if request.method == "POST" else 200
