"""Proofs of possession (RFC 9449): who sends a token also holds the key that it is bound to.

Authlib has none of this. What is checked here needs neither clock nor store: the moment comes
with the call, and whether a `jti` was seen before is asked by the server.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwk

from guildhall.identity.oauth.errors import ProofInvalid, ProofNonceNeeded
from guildhall.identity.oauth.rules.addresses import normal_form
from guildhall.identity.oauth.rules.signed import (
    Malformed,
    import_public,
    is_signed,
    moment_of,
    open_token,
    public_members,
    text_of,
)

TYPE = "dpop+jwt"
ALGORITHMS = ("ES256", "ES384", "PS256", "Ed25519")
"""What a proof may be signed with: asymmetric alone, so neither `none` nor any HMAC."""
MAX_AGE = 60
"""Seconds for which a proof is good; its `jti` is remembered for as long."""
AHEAD = 10
"""Seconds by which the clock of a caller may be fast."""
LONGEST_JTI = 256


@dataclass(frozen=True, slots=True)
class Call:
    """The request that a proof came with.

    `nonces` are those that the server takes just now; None asks for none. `token` is the
    access token that came along, where one did.
    """

    method: str
    url: str
    at: float
    nonces: frozenset[str] | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that holds for its call: the key's thumbprint, and what makes it unique."""

    jkt: str
    jti: str


def read_proof(text: str, *, call: Call) -> Proof:
    """Return what a proof shows about the caller's key.

    That nobody used it before is left to ask. Refuses with ProofInvalid or ProofNonceNeeded.
    """
    try:
        token, claims = open_token(text)
        header = token.headers()
        if header.get("typ") != TYPE:
            raise ProofInvalid(reason="typ")
        if not is_signed(token, import_public(header.get("jwk")), ALGORITHMS):
            raise ProofInvalid(reason="signature")
        _must_fit(claims, call)
        jti = text_of(claims, "jti")
    except Malformed as error:
        raise ProofInvalid(reason=str(error) or "form") from error
    if not 1 <= len(jti) <= LONGEST_JTI:
        raise ProofInvalid(reason="jti")
    return Proof(thumbprint(header["jwk"]), jti)


def thumbprint(key: Mapping[str, Any]) -> str:
    """Return the thumbprint of a public key (RFC 7638), which names it in tokens."""
    found: str = jwk.thumbprint(public_members(key))
    return found


def digest_of_token(token: str) -> str:
    """Return the `ath` of an access token."""
    return urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()


def nonce_at(moment: float, *, key: bytes, seconds: int) -> str:
    """Return the nonce of the span of time in which a moment lies.

    Nobody but the holders of `key` can name a coming one, and none has to be stored.
    """
    span = int(moment // seconds)
    digest = hmac.digest(key, f"dpop-nonce:{span}".encode(), "sha256")
    return urlsafe_b64encode(digest[:18]).decode()


def nonces_at(moment: float, *, key: bytes, seconds: int) -> frozenset[str]:
    """Return the nonces that are taken at a moment: this span's and the one before."""
    spans = (moment, moment - seconds)
    return frozenset(nonce_at(each, key=key, seconds=seconds) for each in spans)


def _must_fit(claims: Mapping[str, Any], call: Call) -> None:
    if text_of(claims, "htm") != call.method:
        raise ProofInvalid(reason="htm")
    if normal_form(text_of(claims, "htu")) != (normal_form(call.url) or None):
        raise ProofInvalid(reason="htu")
    if not call.at - MAX_AGE <= moment_of(claims, "iat") <= call.at + AHEAD:
        raise ProofInvalid(reason="iat")
    if call.nonces is not None and str(claims.get("nonce")) not in call.nonces:
        raise ProofNonceNeeded
    if call.token is not None and text_of(claims, "ath") != digest_of_token(call.token):
        raise ProofInvalid(reason="ath")
