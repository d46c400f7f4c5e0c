"""Between HTTP and the house: stamps in, problem documents (RFC 9457) out, in one place."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate
from uuid import UUID

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import get_language_from_request, gettext, override
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import BaseRenderer
from psycopg import errors as pg
from pydantic import BaseModel
from pydantic_core import to_json

from guildhall.kernel import clock
from guildhall.kernel.callers import origin_of
from guildhall.kernel.faults import faults_of
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import N_, NotPermitted, NotSignedIn, Refusal
from guildhall.kernel.stamp import Actor, Stamp

log = structlog.get_logger(__name__)


class TooLarge(Refusal):
    code = "http.too_large"
    message = N_("The body is larger than {limit} bytes. Send less at a time.")
    status = 413


class UploadTooLarge(Refusal):
    code = "http.upload_too_large"
    message = N_("This is more than {limit} MB. Send fewer files at a time, or smaller ones.")
    status = 413


class LengthMissing(Refusal):
    code = "http.length_missing"
    message = N_("Send files with a Content-Length, not in chunks.")
    status = 400


class Unreadable(Refusal):
    code = "http.unreadable"
    message = N_("The body is not valid JSON in UTF-8.")
    status = 400


class FormUnreadable(Refusal):
    code = "http.form_unreadable"
    message = N_("The form cannot be read: its parts or its boundary are not right.")
    status = 400


class AddressInvalid(Refusal):
    code = "http.address_invalid"
    message = N_("The address holds a NUL character. Nothing here has one in its name.")
    status = 400


class NoSuchPage(Refusal):
    code = "not_found"
    message = N_("There is nothing at this address.")
    status = 404


class FieldsInvalid(Refusal):
    code = "http.fields_invalid"
    message = N_("Some fields are not right. Each is named under errors, with what to do.")
    status = 422


class MethodNotAllowed(Refusal):
    code = "http.method_not_allowed"
    message = N_("This address does not take {method}. It takes {allowed}.")
    status = 405


class TryAgain(Refusal):
    code = "http.try_again"
    message = N_("The outcome is not known. Send the same call with the same key again.")
    status = 503
    retry_after = 1


class Busy(Refusal):
    code = "http.busy"
    message = N_("Someone else is changing the same thing. Try again shortly.")
    status = 409
    retry_after = 1


class Broken(Refusal):
    code = "http.internal"
    message = N_("Something went wrong on our side. It was recorded under {request_id}.")
    status = 500


class ExactJson(BaseRenderer):
    """JSON as pydantic writes it, so that an answer has one form however it was made."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002 - ninja's signature
        return to_json(data)


def written_once[**P](
    view: Callable[Concatenate[HttpRequest, P], Any],
) -> Callable[Concatenate[HttpRequest, P], Any]:
    """Write what a GET answers straight to JSON, as an API's decorator.

    Ninja makes dictionaries of a model first: for a list of a hundred that is most of the
    time. The model is the declared one, as the type checker sees to.
    """

    @wraps(view)
    def written(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> Any:
        found = view(request, *args, **kwargs)
        if request.method != "GET" or not isinstance(found, BaseModel):
            return found
        body = found.__pydantic_serializer__.to_json(found)
        return HttpResponse(body, content_type="application/json")

    return written


NOT_A_PAGE = "default-src 'none'; frame-ancestors 'none'"
REQUEST_ID = "X-Request-Id"

type Explain = Callable[[Exception], Refusal | None]

_explain: list[Explain] = []


def stamp_of(request: HttpRequest) -> Stamp:
    """Return who is calling and when; the actor was set by authentication."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise NotSignedIn
    return Stamp(actor, clock.now(), request_id_of(request), origin_of(request))


def request_id_of(request: HttpRequest) -> UUID:
    """Return the id of a request: the caller's own, where it is a UUID, or a new one."""
    found: UUID | None = getattr(request, "request_id", None)
    if found is None:
        found = _sent_id(request) or new_id()
        request.request_id = found  # type: ignore[attr-defined]
    return found


def _sent_id(request: HttpRequest) -> UUID | None:
    sent = request.headers.get(REQUEST_ID, "")
    try:
        found = UUID(sent)
    except ValueError:
        return None
    return found if str(found) == sent.lower() else None


def finish(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Say under which id an answer is found in logs and in the trail, and how to take it.

    Also of answers that are given before any page is reached: they are what they say they are,
    and shown in nobody's frame. Pages bring a policy of their own.
    """
    response[REQUEST_ID] = str(request_id_of(request))
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Content-Security-Policy", NOT_A_PAGE)
    return response


def holds_nul(request: HttpRequest) -> bool:
    """Return whether an address holds the one character that PostgreSQL keeps nowhere."""
    return "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")


def problem(request: HttpRequest, refusal: Refusal) -> JsonResponse:
    """Return one refusal as a problem document in the caller's language.

    The language is looked up here and not per request: most API calls tell no problem.
    """
    body = told_problem(request, refusal)
    response = JsonResponse(body, status=refusal.status, content_type="application/problem+json")
    response["Content-Language"] = get_language_from_request(request)
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    challenge = _challenge(request, refusal)
    if challenge:
        response["WWW-Authenticate"] = challenge
    return response


def told_problem(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    """Return what a problem document says, in the caller's language."""
    with override(get_language_from_request(request)):
        return _document(request, refusal)


def _document(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": f"urn:guildhall:problem:{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.told(gettext),
        "instance": request.path,
        "request_id": str(request_id_of(request)),
    }
    if refusal.facts:
        body["facts"] = {name: _plain(value) for name, value in refusal.facts.items()}
    if refusal.errors:
        body["errors"] = [
            {"field": field, "message": gettext(text)} for field, text in refusal.errors.items()
        ]
    return body


def _challenge(request: HttpRequest, refusal: Refusal) -> str:
    """Return what `WWW-Authenticate` says (RFC 6750): send a credential, or one that may more."""
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        return refusal.challenge
    scheme: str = getattr(request, "credential", "")
    if not scheme or not isinstance(refusal, NotPermitted):
        return ""
    scope = str(refusal.facts.get("permission", "")).replace(" / ", " ")
    return f'{scheme} error="insufficient_scope", scope="{scope}"'


def bind_explanations(*explain: Explain) -> None:
    """Name who else may know why something failed; config does so once, at start."""
    _explain[:] = explain


def refusal_for(error: Exception, request: HttpRequest) -> Refusal:
    """Return the refusal that tells this exception; a bug becomes Broken and is logged."""
    known = _expected(error)
    for explain in _explain:
        known = known or explain(error)
    if known is not None:
        return known
    log.error("request_failed", request_id=str(request_id_of(request)), exc_info=error)
    return Broken(request_id=str(request_id_of(request)))


def _expected(error: Exception) -> Refusal | None:  # noqa: PLR0911 - a table of exceptions
    match error:
        case Refusal():
            return error
        case ValidationError():
            return FieldsInvalid(errors=faults_of(error))
        case AuthenticationError():
            return NotSignedIn()
        case RequestDataTooBig():
            return TooLarge(limit="1048576")
        case MultiPartParserError() | HttpError(status_code=HTTPStatus.BAD_REQUEST):
            return Unreadable()
        case Http404() | HttpError():
            return NoSuchPage()
        case OperationalError() | InterfaceError():
            return _of_database(error)
        case _:
            return None


def _of_database(error: Exception) -> Refusal:
    log.warning("database_refused", error=type(error.__cause__ or error).__name__)
    busy = pg.LockNotAvailable | pg.DeadlockDetected | pg.SerializationFailure
    return Busy() if isinstance(error.__cause__, busy) else TryAgain()


def tell_refusals(api: NinjaAPI) -> None:
    """Make one API answer every exception with a problem document."""
    kinds = (Refusal, ValidationError, AuthenticationError, HttpError, Http404, Exception)
    for kind in kinds:
        api.add_exception_handler(kind, _tell)


def _tell(request: HttpRequest, error: Exception | type[Exception]) -> JsonResponse:
    told = error if isinstance(error, Exception) else error()
    return problem(request, refusal_for(told, request))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, bool | int | None) else str(value)
