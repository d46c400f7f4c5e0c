"""From the Host header to a scope, before anything else looks at the request."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import Any

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.decorators import sync_and_async_middleware
from django.utils.module_loading import import_string

from guildhall.kernel import http
from guildhall.kernel.refusals import N_, Refusal
from guildhall.kernel.tenancy.closed import TenantMoves
from guildhall.kernel.tenancy.context import PLATFORM, Scope, enter
from guildhall.kernel.tenancy.roll import Resolved, TenantState, directory
from guildhall.kernel.tenancy.units import async_request_unit, request_unit

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEALTH = "/healthz"


class UnknownHost(Refusal):
    code = "tenancy.unknown_host"
    message = N_("No company is served at this address. Check the domain.")
    status = 404


class TenantRests(Refusal):
    code = "tenancy.resting"
    message = N_("This company is closed for maintenance. Try again in a minute.")
    status = 503
    retry_after = 60


class SchemaNotServed(Refusal):
    code = "tenancy.upgrading"
    message = N_("This company's data is being upgraded. Try again in half a minute.")
    status = 503
    retry_after = 30


class TenantSuspended(Refusal):
    code = "tenancy.suspended"
    message = N_("This company's account is suspended. Its owner can restore it.")
    status = 402


class TenantArchived(Refusal):
    code = "tenancy.archived"
    message = N_("This company's account is closed. Whoever runs the platform can reopen it.")
    status = 403


class TenantReadOnly(Refusal):
    code = "tenancy.read_only"
    message = N_("This company is read-only for now. Nothing was changed.")
    status = 503
    retry_after = 60


RESTING: dict[TenantState, type[Refusal]] = {
    TenantState.PROVISIONING: UnknownHost,
    TenantState.READ_ONLY: TenantReadOnly,
    TenantState.SUSPENDED: TenantSuspended,
    TenantState.MOVING: TenantMoves,
    TenantState.QUARANTINED: TenantRests,
    TenantState.ARCHIVED: TenantArchived,
    TenantState.ERASED: UnknownHost,
}


@sync_and_async_middleware
def tenant_middleware(
    get_response: Callable[[HttpRequest], Any],
) -> Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]:
    """Run the rest of the request inside the scope of its host, or refuse."""
    if iscoroutinefunction(get_response):

        async def in_scope_async(request: HttpRequest) -> HttpResponseBase:
            async with async_request_unit():
                found = await sync_to_async(_find)(request)
                if isinstance(found, HttpResponseBase):
                    return http.finish(request, found)
                with enter(found):
                    response: HttpResponseBase = await get_response(request)
            return _scoped_body(http.finish(request, response), found)

        return in_scope_async

    def in_scope(request: HttpRequest) -> HttpResponseBase:
        with request_unit():
            found = _find(request)
            if isinstance(found, HttpResponseBase):
                return http.finish(request, found)
            with enter(found):
                response: HttpResponseBase = get_response(request)
        return _scoped_body(http.finish(request, response), found)

    return in_scope


def _find(request: HttpRequest) -> Scope | HttpResponseBase:
    """Return the scope of the request's host, or the answer to a host that has none."""
    if request.path == HEALTH:
        return HttpResponse("ok\n", content_type="text/plain")
    if http.holds_nul(request):
        return http.problem(request, http.AddressInvalid())
    host = _host(request)
    # Static files belong to nobody; the pages that say no need them at every host.
    if host in settings.PUBLIC_HOSTS or request.path_info.startswith(settings.STATIC_URL):
        request.urlconf = settings.PUBLIC_URLCONF
        return PLATFORM
    return _find_tenant(request, host)


def _host(request: HttpRequest) -> str:
    sent: str = request.META.get("HTTP_HOST", "")
    return (sent.rpartition(":")[0] or sent).lower().removesuffix(".")


def _find_tenant(request: HttpRequest, host: str) -> Scope | HttpResponseBase:
    try:
        found = directory().by_host(host)
    except (InterfaceError, OperationalError) as error:  # outside, so no API can tell it
        return http.problem(request, http.refusal_for(error, request))
    if found is None:
        return _refused(request, UnknownHost())
    refusal = _refusal(found, request)
    if not isinstance(refusal, UnknownHost):
        request.tenant = found  # type: ignore[attr-defined]
    return found.scope if refusal is None else _refused(request, refusal)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponseBase:
    """Answer outside of any scope, in the form that config chose for who is asking."""
    answer: HttpResponseBase = import_string(settings.REFUSAL_ANSWER)(request, refusal)
    return answer


def _refusal(found: Resolved, request: HttpRequest) -> Refusal | None:
    if _is_served(found.state, request):
        return None if found.supported else SchemaNotServed()
    resting = RESTING[found.state]
    return resting() if resting is UnknownHost else resting(reason=found.reason)


def _is_served(state: TenantState, request: HttpRequest) -> bool:
    """Return whether a request is served in this state; config lists what always is."""
    if state is TenantState.ACTIVE:
        return True
    if state is TenantState.READ_ONLY and request.method in SAFE:
        return True
    path = request.path_info
    opened: tuple[str, ...] = settings.OPEN_WHILE.get(state.value, ())
    return any(path == each or path.startswith(f"{each}/") for each in opened)


def _scoped_body(response: HttpResponseBase, scope: Scope) -> HttpResponseBase:
    """Keep a streaming body in scope: it runs after the middleware has returned."""
    if isinstance(response, StreamingHttpResponse):
        parts = response.streaming_content
        if isinstance(parts, AsyncIterator):
            response.streaming_content = _each_async(parts, scope)
        else:
            response.streaming_content = _each(parts, scope)
    return response


def _each(parts: Iterable[bytes], scope: Scope) -> Iterator[bytes]:
    """Enter for every part: the consumer may run other work between two of them."""
    iterator = iter(parts)
    while True:
        with enter(scope), request_unit():
            part = next(iterator, None)
        if part is None:
            return
        yield part


async def _each_async(parts: AsyncIterator[bytes], scope: Scope) -> AsyncIterator[bytes]:
    while True:
        with enter(scope):
            async with async_request_unit():
                part = await anext(parts, None)
        if part is None:
            return
        yield part
