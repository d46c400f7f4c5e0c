"""How a key is made and checked. Pure."""

import hmac
import secrets

from guildhall.identity.rules.people import SECRET_BYTES, digest_of

PREFIX_BYTES = 6


def make_token() -> tuple[str, str]:
    """Return a new key's public prefix and the whole token, 256 bits of it secret."""
    prefix = secrets.token_hex(PREFIX_BYTES)
    return prefix, f"gh_{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"


def prefix_of(token: str) -> str | None:
    """Return the public prefix of a token, or None if it is not one of ours."""
    parts = token.split("_", 2)
    if len(parts) != 3 or parts[0] != "gh" or len(parts[1]) != 2 * PREFIX_BYTES:
        return None
    return parts[1]


def matches(token: str, digest: bytes) -> bool:
    return hmac.compare_digest(digest_of(token), digest)
