"""Client assertions (RFC 7523): an app shows who it is with a key instead of a secret."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws

from guildhall.identity.oauth.errors import AssertionRefused, KeysRefused
from guildhall.identity.oauth.rules.signed import (
    Malformed,
    import_public,
    is_signed,
    moment_of,
    open_token,
    text_of,
)

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ("ES256", "ES384", "PS256", "Ed25519", "RS256")
LONGEST_LIFE = 300
"""Seconds from `iat` to `exp`: what is stolen is of no use tomorrow."""
AHEAD = 10
LONGEST_JTI = 256
MOST_KEYS = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """An assertion that holds. It opens nothing again before `exp`: until then keep the jti."""

    jti: str
    exp: float


def client_of(assertion: str) -> str:
    """Return whose assertion this says it is, unverified. Refuses with AssertionRefused."""
    try:
        return text_of(open_token(assertion)[1], "sub")
    except Malformed as error:
        raise AssertionRefused(reason=str(error) or "form") from error


def read_assertion(
    assertion: str,
    *,
    keys: Mapping[str, Any],
    client_id: str,
    audiences: Collection[str],
    at: float,
) -> Shown:
    """Return what makes an assertion unique, once it holds. Refuses with AssertionRefused."""
    try:
        token, claims = open_token(assertion)
        if not _is_signed(token, keys):
            raise AssertionRefused(reason="signature")
        if text_of(claims, "iss") != client_id or text_of(claims, "sub") != client_id:
            raise AssertionRefused(reason="iss")
        _must_be_meant(claims.get("aud"), audiences)
        shown = Shown(text_of(claims, "jti"), _end_of(claims, at))
    except Malformed as error:
        raise AssertionRefused(reason=str(error) or "form") from error
    if not 1 <= len(shown.jti) <= LONGEST_JTI:
        raise AssertionRefused(reason="jti")
    return shown


def must_be_keys(keys: object) -> None:
    """Refuse with KeysRefused unless these are public keys that can check a signature."""
    found = keys.get("keys") if isinstance(keys, dict) else None
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_KEYS:
        raise KeysRefused
    try:
        for each in found:
            import_public(each)
    except Malformed as error:
        raise KeysRefused from error


def _is_signed(token: jws.CompactSignature, keys: Mapping[str, Any]) -> bool:
    """Return whether one of the app's keys made the signature; a `kid` picks the ones to try."""
    kid = token.headers().get("kid")
    return any(
        is_signed(token, import_public(each), ALGORITHMS)
        for each in keys.get("keys", ())
        if kid is None or each.get("kid", kid) == kid
    )


def _must_be_meant(audience: object, audiences: Collection[str]) -> None:
    """Refuse unless we, and nobody beside us, are the audience.

    An assertion for several could be passed on by one of them to another.
    """
    told = [audience] if isinstance(audience, str) else audience
    if not isinstance(told, list) or not told:
        raise AssertionRefused(reason="aud")
    if not all(isinstance(each, str) and each in audiences for each in told):
        raise AssertionRefused(reason="aud")


def _end_of(claims: Mapping[str, Any], at: float) -> float:
    issued, ends = moment_of(claims, "iat"), moment_of(claims, "exp")
    begins = moment_of(claims, "nbf") if "nbf" in claims else issued
    if max(issued, begins) > at + AHEAD:
        raise AssertionRefused(reason="iat")
    if ends <= at or ends - issued > LONGEST_LIFE or ends <= issued:
        raise AssertionRefused(reason="exp")
    return ends
