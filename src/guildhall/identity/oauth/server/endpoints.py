"""Introspection (RFC 7662) and revocation (RFC 7009): an app asks about its own tokens alone."""

from typing import Any
from uuid import UUID

from authlib.consts import default_json_headers
from authlib.oauth2.rfc6749 import TokenEndpoint
from authlib.oauth2.rfc6749.errors import InvalidRequestError

from guildhall.identity.oauth.operations import end_family
from guildhall.identity.oauth.queries import claims_signed_here, find_token
from guildhall.identity.oauth.queries.access import read_standing
from guildhall.identity.oauth.rules import scopes, signatures
from guildhall.identity.oauth.server.grants import EVERY_METHOD
from guildhall.identity.oauth.server.requests import OAuthRequest
from guildhall.identity.oauth.states import FamilyEnd
from guildhall.identity.oauth.types import TokenCard
from guildhall.kernel import clock

type Answer = tuple[int, dict[str, Any], Any]


class _OwnTokens(TokenEndpoint):  # type: ignore[misc] # Authlib has no types here
    CLIENT_AUTH_METHODS = EVERY_METHOD

    def asked(self, request: OAuthRequest) -> TokenCard | None:
        """Return the token in question if it is one of the asking app's own."""
        request.must_be_plain()
        request.client = self.authenticate_endpoint_client(request)
        token = request.value("token")
        if not token:
            raise InvalidRequestError("Missing 'token' in request.")
        found = find_token(token) or _signed(token, request.issuer)
        return found if found and found.client_id == request.client.client_id else None


class Introspection(_OwnTokens):
    ENDPOINT_NAME = "introspection"
    # Who cannot prove to be the app learns nothing about its tokens.
    CLIENT_AUTH_METHODS = tuple(each for each in EVERY_METHOD if each != "none")

    def create_endpoint_response(self, request: OAuthRequest) -> Answer:
        found = self.asked(request)
        return 200, _told(found, request.issuer) if found else _NO, default_json_headers


class Revocation(_OwnTokens):
    ENDPOINT_NAME = "revocation"

    def create_endpoint_response(self, request: OAuthRequest) -> Answer:
        found = self.asked(request)
        if found:
            end_family(found.sid, reason=FamilyEnd.REVOKED, stamp=request.stamp())
        return 200, {}, default_json_headers


_NO: dict[str, Any] = {"active": False}


def _signed(token: str, issuer: str) -> TokenCard | None:
    claims = claims_signed_here(token, typ=signatures.ACCESS)
    if not claims or claims.get("iss") != issuer:
        return None
    return TokenCard(
        UUID(claims["sid"]),
        claims["client_id"],
        claims["sub"],
        "access",
        claims["iat"],
        claims["exp"],
        scopes.split(claims["scope"]),
    )


def _told(found: TokenCard, issuer: str) -> dict[str, Any]:
    standing = read_standing(found.sid)
    if standing is None or found.is_used or found.expires <= clock.now().timestamp():
        return _NO
    kept = [name for name in found.scope or sorted(standing.scope) if name in standing.scope]
    told: dict[str, Any] = {
        "active": True,
        "iss": issuer,
        "client_id": found.client_id,
        "sub": found.subject,
        "scope": scopes.joined(kept),
        "token_type": "DPoP" if standing.jkt else "Bearer",
        "iat": found.issued,
        "exp": found.expires,
    }
    if standing.jkt:
        told["cnf"] = {"jkt": standing.jkt}
    return told
