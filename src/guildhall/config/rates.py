"""API calls per minute, as far as the plan of the tenant limits them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from guildhall.kernel.http import problem
from guildhall.kernel.limits import API_RATE
from guildhall.kernel.rates import take_call
from guildhall.kernel.tenancy import current

# Shoppers and the programs of the back office do not slow each other down.
KINDS = {"/storefront/": "storefront", "/api/": "programs"}


def api_rates(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Stand behind the tenant's door. A plan without a rate costs one look into the scope."""

    def answer(request: HttpRequest) -> HttpResponse:
        scope = current()
        rate = scope.allowance.limits.get(API_RATE) if scope else None
        if rate is None:
            return get_response(request)
        kind = next((KINDS[start] for start in KINDS if request.path_info.startswith(start)), "")
        taken = take_call(rate, kind=kind) if kind else None
        if taken is None:
            return get_response(request)
        response = get_response(request) if taken.passes else problem(request, taken.refusal)
        for name, value in taken.headers.items():
            response[name] = value
        return response

    return answer
