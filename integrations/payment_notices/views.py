"""A notification comes in: bytes to one operation, its reply to the vendor."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from guildhall.kernel import clock
from guildhall.kernel.http import problem
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import system_stamp
from guildhall.payments.operations import receive_notice
from guildhall.payments.types import Received
from integrations.payment_notices.errors import NoticeTooLarge

MOST_BYTES = 512 * 1024
UNKEPT = frozenset({"cookie", "authorization"})


@csrf_exempt
@require_POST
def notice(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what a provider tells, and answer as it wants to be answered."""
    at = clock.now()
    try:
        received = Received(_body(request), _headers(request), at, request.GET.dict())
        reply = receive_notice(token, received, stamp=system_stamp("payments.notices", at))
    except Refusal as refusal:
        return problem(request, refusal)
    return HttpResponse(reply.body, status=reply.status, content_type=reply.content_type)


def _body(request: HttpRequest) -> bytes:
    try:
        body = request.body
    except RequestDataTooBig as error:
        raise NoticeTooLarge(most=MOST_BYTES) from error
    if len(body) > MOST_BYTES:
        raise NoticeTooLarge(most=MOST_BYTES)
    return body


def _headers(request: HttpRequest) -> dict[str, str]:
    named = ((name.lower(), value) for name, value in request.headers.items())
    return {name: value for name, value in named if name not in UNKEPT}
