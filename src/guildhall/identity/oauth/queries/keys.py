"""The keys of this issuer: which are published, which one signs, what they have signed."""

import hashlib
from datetime import datetime
from typing import Any

from joserfc.jwk import ECKey

from guildhall.identity.oauth.models import SigningKey
from guildhall.identity.oauth.rules import keys as rules
from guildhall.identity.oauth.rules import signatures
from guildhall.identity.oauth.types import KeyPlan
from guildhall.kernel import clock, vault
from guildhall.kernel.cache import ScopedCache
from guildhall.kernel.epochs import epoch_of

EPOCH = "oauth_keys"
PURPOSE = "oauth.signing_key"

_public: ScopedCache[str, dict[str, ECKey]] = ScopedCache(
    read_epoch=lambda: epoch_of(EPOCH), size=2_000
)
_signed: ScopedCache[bytes, dict[str, Any]] = ScopedCache(
    read_epoch=lambda: epoch_of(EPOCH), size=20_000
)
_private: ScopedCache[str, ECKey] = ScopedCache(read_epoch=lambda: epoch_of(EPOCH), size=2_000)


def plans() -> tuple[KeyPlan, ...]:
    rows = SigningKey.objects.order_by("signs_from", "kid")
    return tuple(
        KeyPlan(row.kid, row.signs_from, row.signs_until, row.published_until) for row in rows
    )


def public_jwks(*, at: datetime) -> list[dict[str, Any]]:
    """Return the public keys that others must know now: to come, at work, just retired."""
    kept = {plan.kid for plan in rules.published(plans(), at=at)}
    rows = SigningKey.objects.filter(kid__in=kept).order_by("signs_from", "kid")
    return [row.public_jwk for row in rows]


def signing_key(*, at: datetime) -> ECKey | None:
    """Return the one key that signs now; there is none before the first has been made."""
    plan = rules.signing(plans(), at=at)
    return _private.get(plan.kid, lambda: _opened(plan.kid)) if plan else None


def claims_signed_here(token: str, *, typ: str) -> dict[str, Any] | None:
    """Return what a token says that a key of this issuer signed, or None. Times are not judged.

    A program sends the same token with each call: that its signature is good is remembered, by
    the digest of all of it, until the keys of the issuer change. A bad one is never remembered.
    """
    digest = hashlib.sha256(f"{typ} {token}".encode()).digest()
    try:
        return dict(_signed.get(digest, lambda: _read(token, typ)))
    except _NotSignedHere:
        return None


class _NotSignedHere(Exception):
    """No key of this issuer has signed that."""


def _read(token: str, typ: str) -> dict[str, Any]:
    claims = signatures.read(token, _public.get("", _known), typ=typ)
    if claims is None:
        raise _NotSignedHere
    return claims


def _known() -> dict[str, ECKey]:
    return {jwk["kid"]: ECKey.import_key(jwk) for jwk in public_jwks(at=clock.now())}


def _opened(kid: str) -> ECKey:
    row = SigningKey.objects.get(kid=kid)
    pem = vault.open_sealed(row.sealed_key, purpose=PURPOSE)
    return ECKey.import_key(pem, {"kid": kid, "use": "sig", "alg": signatures.ALGORITHM})
