"""The door for strangers: how much they may send, and how often they may come."""

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Concatenate
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from guildhall.kernel import clock
from guildhall.kernel.http import TooLarge, refusal_for, request_id_of
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from tenants.openings.errors import TooManyAttempts
from tenants.openings.operations import must_be_rare
from tenants.openings.types import Knock

LARGEST_FORM = 16_384
# Who has one IPv6 address has as many as they like, of one network of this size.
NETWORK_OF_ONE = 64

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def strangers[**P](knock: Knock | None = None) -> Callable[[View[P]], View[P]]:
    """Open a page to everybody; `knock` counts its POSTs, or all calls of a check.

    A refusal that leaves the view is told on a page of its own.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def behind_the_door(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            try:
                _must_be_small(request)
                if knock and (request.method == "POST" or knock is Knock.CHECK):
                    must_be_rare(knock, machine_of(request))
                response = view(request, *args, **kwargs)
            except (Refusal, OperationalError, InterfaceError) as error:
                response = refused(request, refusal_for(error, request))
            add_never_cache_headers(response)
            return response

        return behind_the_door

    return decorate


def stamp_of_visitor(request: HttpRequest, *, opening: UUID | None = None) -> Stamp:
    """Return the stamp of somebody without a name; who has proven an address may retry."""
    scope = f"opening:{opening}"
    grants = (Grant("openings:edit", scope),) if opening else ()
    return Stamp(Actor("visitor", "visitor", grants), clock.now(), request_id_of(request))


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Tell a no on a page of its own."""
    context = {"title": _("That did not work"), "problem": refusal}
    response = render(request, "landing/refused.html", context, status=refusal.status)
    if isinstance(refusal, TooManyAttempts):
        response["Retry-After"] = str(refusal.facts["seconds"])
    return response


def machine_of(request: HttpRequest) -> str:
    """Return the address that a request came from: of IPv6 the network."""
    found = get_adapter().get_client_ip(request)
    address = ip_address(found)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, NETWORK_OF_ONE), strict=False))
    return str(address)


def _must_be_small(request: HttpRequest) -> None:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM:
        raise TooLarge(limit=LARGEST_FORM)
