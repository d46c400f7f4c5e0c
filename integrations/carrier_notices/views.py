"""A notification comes in: bytes to one operation, and an answer at once."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from guildhall.fulfillment.errors import NoticeUnreadable
from guildhall.fulfillment.operations import receive_notice
from guildhall.fulfillment.types import Received
from guildhall.kernel import clock
from guildhall.kernel.http import problem
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import system_stamp

MOST_BYTES = 512 * 1024
UNKEPT = frozenset({"cookie", "authorization"})


@csrf_exempt
@require_POST
def notice(request: HttpRequest, account: str) -> HttpResponse:
    """Keep what a carrier tells; a job reads it."""
    at = clock.now()
    try:
        received = Received(_body(request), _headers(request), at, request.GET.dict())
        receive_notice(account, received=received, stamp=system_stamp("carriers.notices", at))
    except Refusal as refusal:
        return problem(request, refusal)
    return HttpResponse(status=200)


def _body(request: HttpRequest) -> bytes:
    try:
        body = request.body
    except RequestDataTooBig as error:
        raise NoticeUnreadable from error
    if len(body) > MOST_BYTES:
        raise NoticeUnreadable
    return body


def _headers(request: HttpRequest) -> dict[str, str]:
    named = ((name.lower(), value) for name, value in request.headers.items())
    return {name: value for name, value in named if name not in UNKEPT}
