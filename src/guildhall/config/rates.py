"""How fast APIs may be called: by address before anything is checked, then by who it is."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.http import HttpRequest, HttpResponse

from guildhall.config.gate import ADDRESS_RATE, is_counted
from guildhall.identity.oauth.server.possession import NONCE_HEADER, nonce_now
from guildhall.kernel.callers import address_of
from guildhall.kernel.http import problem
from guildhall.kernel.rates import Bucket, CallsTooFast, Taken, charge, take

# Whoever guesses at credentials has sixty wrong ones a minute.
GUESS_COST = 100
COUNTED = ("/storefront/", "/api/", "/pos/", "/oauth/", "/hq/v1/")


def api_rates(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Stand behind the tenant's door. The gate counts by subject what has passed here."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(COUNTED):
            return get_response(request)
        address = address_of(request)
        response = (
            _within(get_response, request, address)
            if is_counted(address)
            else get_response(request)
        )
        taken: Taken | None = getattr(request, "taken", None)
        for name, value in (taken.headers if taken else {}).items():
            response[name] = value
        if response.get("WWW-Authenticate", "").startswith("DPoP"):
            response[NONCE_HEADER] = nonce_now()
        return response

    return answer


def _within(
    get_response: Callable[[HttpRequest], HttpResponse], request: HttpRequest, address: str
) -> HttpResponse:
    """Answer as long as the address has calls left; what was refused as a guess costs more."""
    bucket = Bucket("address", _line_of(address), ADDRESS_RATE)
    taken = take(bucket)
    if not taken.passes:
        request.taken = taken  # type: ignore[attr-defined]
        return problem(request, CallsTooFast(seconds=taken.again_in))
    response = get_response(request)
    if response.status_code == 401:
        charge(bucket, cost=GUESS_COST)
    return response


def _line_of(address: str) -> str:
    """Return what one subscriber has: of IPv6 a whole network, and an address for each guess."""
    found = ip_address(address)
    return address if found.version == 4 else str(ip_network((found, 64), strict=False))
