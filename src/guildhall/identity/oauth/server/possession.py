"""Proofs of possession on a request: whether one holds, and whether it came before.

Nonces need no table: whoever has the house's secret key can say which ones hold just now. That
a proof is new is asked of Redis, which keeps each for as long as it could be sent again. Without
Redis a proof is refused: nobody could tell a stolen one from a new one.
"""

import hashlib
import hmac

import structlog
from django.conf import settings
from django.http import HttpRequest
from redis.exceptions import RedisError

from guildhall.identity.oauth.errors import (
    ProofInvalid,
    ProofNonceNeeded,
    ProofsNotKept,
    ProofUsed,
)
from guildhall.identity.oauth.rules import dpop
from guildhall.kernel import clock
from guildhall.kernel.cache import scoped_key
from guildhall.kernel.redis import redis

log = structlog.get_logger(__name__)

HEADER = "DPoP"
NONCE_HEADER = "DPoP-Nonce"
NONCE_LASTS = 150
"""Seconds; the one before is taken too, so that every nonce is good for 150 to 300."""
KEPT = dpop.MAX_AGE + dpop.AHEAD + 5


def nonce_now() -> str:
    """Return the nonce that a proof should hold from now on."""
    return dpop.nonce_at(clock.now().timestamp(), key=_nonce_key(), seconds=NONCE_LASTS)


def key_shown(request: HttpRequest, *, token: str | None = None) -> str:
    """Return the thumbprint of the key that a request proves to hold; empty without a proof.

    `token` is the access token that came along. Refuses with ProofInvalid, ProofNonceNeeded,
    ProofUsed or ProofsNotKept.
    """
    told = request.headers.get(HEADER)
    if told is None:
        return ""
    at = clock.now().timestamp()
    call = dpop.Call(
        method=str(request.method),
        url=request.build_absolute_uri(request.path),
        at=at,
        nonces=dpop.nonces_at(at, key=_nonce_key(), seconds=NONCE_LASTS),
        token=token,
    )
    try:
        proof = dpop.read_proof(told, call=call)
    except ProofNonceNeeded as refused:
        raise ProofNonceNeeded(nonce=nonce_now()) from refused
    _must_be_new(proof)
    return proof.jkt


def must_hold_key(request: HttpRequest, *, token: str, jkt: str) -> None:
    """Refuse unless the caller proves to hold the key that an access token is bound to.

    Refuses with ProofInvalid, ProofNonceNeeded, ProofUsed or ProofsNotKept.
    """
    if not hmac.compare_digest(key_shown(request, token=token), jkt) or not jkt:
        raise ProofInvalid(reason="jkt")


def _must_be_new(proof: dpop.Proof) -> None:
    digest = hashlib.sha256(f"{proof.jkt}\0{proof.jti}".encode()).hexdigest()
    try:
        is_new = redis().set(scoped_key(digest, "dpop", 1), b"1", nx=True, ex=KEPT)
    except RedisError as error:
        log.warning("proof_not_kept", error=type(error).__name__)
        raise ProofsNotKept from error
    if not is_new:
        raise ProofUsed


def _nonce_key() -> bytes:
    """Return a key of this scope: a nonce of one company is none at another."""
    return hmac.digest(
        settings.SECRET_KEY.encode(), scoped_key("nonce", "dpop", 1).encode(), "sha256"
    )
