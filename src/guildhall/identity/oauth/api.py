"""The addresses of the authorization server that programs call: no session, no form, no cookie."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.identity.oauth.errors import ProofInvalid, ProofNonceNeeded, ProofUsed
from guildhall.identity.oauth.operations import key_that_signs
from guildhall.identity.oauth.queries import actor_of_access_token, public_jwks
from guildhall.identity.oauth.queries.people import userinfo_of
from guildhall.identity.oauth.server import answer_endpoint, answer_token_request
from guildhall.identity.oauth.server.metadata import metadata_of
from guildhall.identity.oauth.server.possession import NONCE_HEADER, must_hold_key, nonce_now
from guildhall.identity.oauth.server.requests import issuer_of
from guildhall.identity.oauth.states import JWKS_CACHED
from guildhall.kernel import clock
from guildhall.kernel.http import refusal_for
from guildhall.kernel.stamp import system_stamp

type View = Callable[[HttpRequest], HttpResponse]

CACHED = f"public, max-age={int(JWKS_CACHED.total_seconds())}"


def _spoken(view: View) -> View:
    """Answer in OAuth's form whatever goes wrong, and let nobody keep an answer."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            response = view(request)
        except Exception as error:  # noqa: BLE001 - told below, as every API of ours does
            response = _failed(request, error)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    refusal = refusal_for(error, request)
    status = HTTPStatus(refusal.status)
    again = status in {HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE}
    code = "temporarily_unavailable" if again else "server_error"
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        code = "invalid_request"
    response = JsonResponse({"error": code, "error_description": refusal.code}, status=status)
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response


@_spoken
@require_http_methods(["POST"])
def token(request: HttpRequest) -> HttpResponse:
    return answer_token_request(request)


@_spoken
@require_http_methods(["POST"])
def introspect(request: HttpRequest) -> HttpResponse:
    return answer_endpoint("introspection", request)


@_spoken
@require_http_methods(["POST"])
def revoke(request: HttpRequest) -> HttpResponse:
    return answer_endpoint("revocation", request)


@_spoken
@require_http_methods(["POST"])
def device_authorization(request: HttpRequest) -> HttpResponse:
    return answer_endpoint("device_authorization", request)


@_spoken
@require_http_methods(["GET", "POST"])
def userinfo(request: HttpRequest) -> HttpResponse:
    """Tell an app about the person who let it in, as far as they let it know."""
    kind, _, sent = request.headers.get("Authorization", "").partition(" ")
    token = sent.strip()
    found = actor_of_access_token(token, issuer=issuer_of(request)) if token else None
    # A token that is bound to a key is no bearer's, and one that is not is proved by none.
    if found is None or kind.lower() != ("dpop" if found.jkt else "bearer"):
        return _challenge("invalid_token", HTTPStatus.UNAUTHORIZED)
    if found.jkt:
        try:
            must_hold_key(request, token=token, jkt=found.jkt)
        except ProofNonceNeeded:
            return _challenge("use_dpop_nonce", HTTPStatus.UNAUTHORIZED, kind="DPoP")
        except (ProofInvalid, ProofUsed):
            return _challenge("invalid_dpop_proof", HTTPStatus.UNAUTHORIZED, kind="DPoP")
    if "openid" not in found.scope or found.actor.kind != "staff":
        return _challenge("insufficient_scope", HTTPStatus.FORBIDDEN)
    return JsonResponse(userinfo_of(found))


@_spoken
@require_safe
def jwks(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    at = clock.now()
    key_that_signs(stamp=system_stamp("oauth", at))
    return _kept({"keys": public_jwks(at=at)})


@_spoken
@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    return _kept(metadata_of(issuer_of(request)))


def _kept(body: dict[str, Any]) -> HttpResponse:
    """Return what anybody may read, also a program in a browser, and keep for a while."""
    headers = {"Cache-Control": CACHED, "Access-Control-Allow-Origin": "*"}
    return JsonResponse(body, headers=headers)


def _challenge(error: str, status: HTTPStatus, *, kind: str = "Bearer") -> HttpResponse:
    headers = {"WWW-Authenticate": f'{kind} error="{error}"'}
    if kind == "DPoP":
        headers[NONCE_HEADER] = nonce_now()
    return JsonResponse({"error": error}, status=status, headers=headers)
