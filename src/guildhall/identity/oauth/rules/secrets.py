"""Codes, opaque tokens and client secrets: 256 bits each, kept as a hash. Pure but for chance."""

import hashlib
import hmac
import secrets

SECRET_BYTES = 32


def make(prefix: str) -> str:
    """Return a new secret; scanners of repositories know it by its prefix."""
    return prefix + secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> bytes:
    """Return what is stored. Unsalted is enough at 256 bits of entropy."""
    return hashlib.sha256(secret.encode()).digest()


def matches(secret: str, digest: bytes | memoryview | None) -> bool:
    """Compare in constant time; what has no digest is matched by nothing."""
    return hmac.compare_digest(digest_of(secret), digest or b"")
