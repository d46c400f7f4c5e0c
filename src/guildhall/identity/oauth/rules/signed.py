"""Signed tokens of strangers, taken apart with care before anything in them is believed."""

import json
import math
from base64 import urlsafe_b64decode
from collections.abc import Collection, Mapping
from typing import Any

from joserfc import jwk, jws
from joserfc.errors import JoseError

LONGEST = 8_192
SHORTEST_RSA = 2_048
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
PUBLIC_MEMBERS = {"EC": ("crv", "x", "y"), "OKP": ("crv", "x"), "RSA": ("e", "n")}
BROKEN = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What the library, JSON and a stranger's values may raise."""


class Malformed(ValueError):
    """What came is no signed token, or none of a kind that we read."""


class _Registry(jws.JWSRegistry):
    # a header that holds an RSA key is longer than the library's 512 bytes
    max_header_length = 4_096


def open_token(text: str) -> tuple[jws.CompactSignature, dict[str, Any]]:
    """Return a token and its claims; nothing is verified yet. Raises Malformed."""
    if not text.isascii() or len(text) > LONGEST or text.count(".") != 2:
        raise Malformed
    try:
        token = jws.extract_compact(text.encode(), registry=_Registry())
        claims = json.loads(token.payload or b"")
    except BROKEN as error:
        raise Malformed from error
    if not isinstance(claims, dict) or "crit" in token.headers():
        raise Malformed
    return token, claims


def is_signed(token: jws.CompactSignature, key: jwk.Key, algorithms: Collection[str]) -> bool:
    """Return whether this key made the signature, by one of these algorithms."""
    registry = _Registry(algorithms=algorithms, strict_check_header=False)
    try:
        return token.headers().get("alg") in algorithms and jws.validate_compact(
            token, key, registry=registry
        )
    except BROKEN:
        # a key of another kind than the signature is no match either
        return False


def import_public(told: object) -> jwk.Key:
    """Return a public key that may check signatures. Raises Malformed.

    Members that do not make the key are left aside; one that holds a secret is refused.
    """
    if not isinstance(told, dict) or PRIVATE_MEMBERS & told.keys():
        raise Malformed
    members = public_members(told)
    try:
        if "n" in members and _bits_of(members["n"]) < SHORTEST_RSA:
            raise Malformed
        return jwk.import_key({**members})
    except BROKEN as error:
        raise Malformed from error


def public_members(key: Mapping[str, Any]) -> dict[str, str]:
    """Return the members that make a public key. Raises Malformed."""
    members = PUBLIC_MEMBERS.get(str(key.get("kty")))
    if members is None or not all(isinstance(key.get(name), str) for name in members):
        raise Malformed
    return {"kty": str(key["kty"])} | {name: str(key[name]) for name in members}


def text_of(claims: Mapping[str, Any], name: str) -> str:
    """Return a claim that must be text. Raises Malformed."""
    value = claims.get(name)
    if not isinstance(value, str):
        raise Malformed(name)
    return value


def moment_of(claims: Mapping[str, Any], name: str) -> float:
    """Return a claim that must be a moment; JSON also knows NaN and true. Raises Malformed."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Malformed(name)
    if isinstance(value, float) and not math.isfinite(value):
        raise Malformed(name)
    return value


def _bits_of(number: str) -> int:
    return int.from_bytes(urlsafe_b64decode(number + "==")).bit_length()
