"""The company's side of a visit: to the public sign-in and back, and out by a button."""

from dataclasses import asdict
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guildhall.console.shell.doors import refused
from guildhall.kernel import clock
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import require
from guildhall.operators.addresses import address_of
from tenants.visits.errors import EntryRefused, SignInRefused
from tenants.visits.operations import ask_who, come_in, end_visit
from tenants.visits.types import Entry, Question, VisitCard

VISIT = "visit"
"""Where a session keeps the visit that it belongs to."""
ENTRY = "entry"
"""Where it keeps what it was sent to the public sign-in with."""


@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the public host, which knows them; nothing is proven by coming here."""
    try:
        entry = _begun(request)
    except Refusal as refusal:
        return refused(request, refusal)
    return _away(entry)


@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Begin a visit as who came back; whoever was signed in with this browser is not any more."""
    kept = request.session.pop(ENTRY, None)
    try:
        if kept is None:
            raise SignInRefused(reason="state")
        card = come_in(
            Entry(UUID(kept["visit"]), kept["issuer"], Question(**kept["question"])),
            request.GET.dict(),
            tenant_id=require().tenant_id,
            address=_here(request),
            at=clock.now(),
        )
    except Refusal as refusal:
        return refused(request, refusal)
    request.session.flush()
    request.session[VISIT] = str(card.id)
    request.session.set_expiry(card.ends_at)
    # The code is in this page's address: it goes nowhere else.
    return _away("/")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End the visit that this session belongs to."""
    visitor: Actor | None = getattr(request, "visitor", None)
    visit: VisitCard | None = getattr(request, "visit", None)
    if visitor is not None and visit is not None:
        end_visit(visit.id, stamp=Stamp(visitor, clock.now()))
        request.session.flush()
        del request.visitor, request.visit  # type: ignore[attr-defined]
    return redirect("visits:over")


@require_safe
def over(request: HttpRequest) -> HttpResponse:
    """Say that a visit has ended, to whoever was inside when it did."""
    return render(request, "operators/over.html", {"title": gettext("The visit is over")})


def _begun(request: HttpRequest) -> str:
    """Remember a new question in this session and return where it is answered.

    Refuses with EntryRefused: only hosts that are the platform's own are asked.
    """
    host = request.GET.get("from", "")
    try:
        visit = UUID(request.GET.get("visit", ""))
    except ValueError:
        raise EntryRefused from None
    if host not in settings.PUBLIC_HOSTS:
        raise EntryRefused
    issuer = address_of(request, host).rstrip("/")
    url, question = ask_who(require().tenant_id, issuer=issuer, address=_here(request))
    request.session[ENTRY] = {
        "visit": str(visit),
        "issuer": issuer,
        "question": asdict(question),
    }
    return url


def _here(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}/"


def _away(to: str) -> HttpResponse:
    response = redirect(to)
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response
