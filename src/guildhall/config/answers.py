"""What frameworks answer in their own words, told to programs as a problem."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from guildhall.config.pages import is_api
from guildhall.kernel.http import MethodNotAllowed, problem


def api_answers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Stand before all that may refuse a method; ninja and Django do so in plain text."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or not is_api(request):
            return response
        allowed = ", ".join(sorted(response.get("Allow", "").replace(",", " ").split()))
        told = problem(request, MethodNotAllowed(method=request.method, allowed=allowed))
        told["Allow"] = allowed
        return told

    return answer
