"""An answer given a moment ago, given again before anything of the request is parsed.

Only what says of itself `private, max-age=…` is kept, for the same tenant, the same rights
and the same address; whether the key is good is asked each time. A changed price or text is
shown within a second; what is left in stock is a hint that may be two seconds old.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from guildhall.catalog.queries import EPOCH
from guildhall.kernel.cache import ScopedCache
from guildhall.kernel.credentials import admit, caller_of
from guildhall.kernel.epochs import epoch_of
from guildhall.kernel.http import problem
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Actor, Grant

FRESH = 2.0
CACHE_CONTROL = f"private, max-age={FRESH:.0f}"
PERMISSION = "catalog:view"
PATHS = ("/storefront/v1/products", "/api/product")


@dataclass(frozen=True, slots=True)
class _Kept:
    body: bytes
    headers: dict[str, str]

    def again(self, request: HttpRequest) -> HttpResponse:
        etag = self.headers["ETag"]
        if request.META.get("HTTP_IF_NONE_MATCH") == etag:
            return HttpResponseNotModified(headers={"ETag": etag})
        return HttpResponse(self.body, headers=self.headers)


_recent: ScopedCache[tuple[tuple[Grant, ...], str], _Kept | None] = ScopedCache(
    read_epoch=lambda: epoch_of(EPOCH), size=50_000, seconds=FRESH
)


def recent_answers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Stand directly behind the tenant's door, so that what is kept has every header."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or not request.path_info.startswith(PATHS):
            return get_response(request)
        try:
            actor = caller_of(request)
        except Refusal:
            # Told by the address itself, where there is one: this host may serve none.
            return get_response(request)
        if actor is None:
            return get_response(request)
        given: list[HttpResponse] = []

        def load() -> _Kept | None:
            given.append(get_response(request))
            return _kept(given[0])

        kept = _recent.get((actor.grants, request.get_full_path()), load)
        if given:
            return given[0]
        return _again(kept, request, actor) if kept else get_response(request)

    return answer


def _again(kept: _Kept, request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer from memory: it counts as the call that it spares."""
    try:
        admit(request, actor, permission=PERMISSION)
    except Refusal as refusal:
        return problem(request, refusal)
    return kept.again(request)


def _kept(response: HttpResponse) -> _Kept | None:
    if response.status_code != 200 or response.get("Cache-Control") != CACHE_CONTROL:
        return None
    return _Kept(response.content, dict(response.items()))
