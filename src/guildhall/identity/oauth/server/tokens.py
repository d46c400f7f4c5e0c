"""The answer of the token endpoint: an access token, what belongs to it, an id_token."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from guildhall.identity.oauth.operations import key_that_signs
from guildhall.identity.oauth.queries.access import audience_of
from guildhall.identity.oauth.rules import scopes, signatures
from guildhall.identity.oauth.server.requests import OAuthRequest
from guildhall.identity.oauth.states import ACCESS_LASTS, ID_TOKEN_LASTS
from guildhall.identity.oauth.types import Issued
from guildhall.kernel.cache import scope_id
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp


def answer_of(request: OAuthRequest, issued: Issued, *, stamp: Stamp) -> dict[str, Any]:
    """Return what an app is told that has got tokens."""
    access = issued.access_token or _access_token(request.issuer, issued, stamp)
    answer: dict[str, Any] = {
        "access_token": access,
        "token_type": "DPoP" if issued.jkt else "Bearer",
        "expires_in": int(ACCESS_LASTS.total_seconds()),
        "scope": scopes.joined(issued.scope),
    }
    if issued.refresh_token:
        answer["refresh_token"] = issued.refresh_token
    if "openid" in issued.scope and issued.signed_in_at is not None:
        answer["id_token"] = _id_token(request.issuer, issued, access=access, stamp=stamp)
    return answer


def _access_token(issuer: str, issued: Issued, stamp: Stamp) -> str:
    """Return a signed access token (RFC 9068)."""
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": audience_of(issuer),
        "tid": str(scope_id()),
        "sub": issued.subject,
        "sid": str(issued.sid),
        "client_id": issued.client_id,
        "scope": scopes.joined(issued.scope),
        "jti": str(new_id()),
        "iat": int(stamp.at.timestamp()),
        "exp": int((stamp.at + ACCESS_LASTS).timestamp()),
    }
    if issued.jkt:
        claims["cnf"] = {"jkt": issued.jkt}
    return signatures.sign(claims, key_that_signs(stamp=stamp), typ=signatures.ACCESS)


def _id_token(issuer: str, issued: Issued, *, access: str, stamp: Stamp) -> str:
    half = sha256(access.encode()).digest()[:16]
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": issued.client_id,
        "sub": issued.subject,
        "sid": str(issued.sid),
        "iat": int(stamp.at.timestamp()),
        "exp": int((stamp.at + ID_TOKEN_LASTS).timestamp()),
        "at_hash": urlsafe_b64encode(half).decode().rstrip("="),
    }
    if issued.signed_in_at is not None:
        claims["auth_time"] = int(issued.signed_in_at.timestamp())
    if issued.nonce:
        claims["nonce"] = issued.nonce
    return signatures.sign(claims, key_that_signs(stamp=stamp), typ=signatures.IDENTITY)
