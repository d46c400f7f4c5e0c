"""How an invitation is made and checked, and which passwords are too near at hand. Pure."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from guildhall.identity.errors import InvitationExpired, InvitationUsed

SECRET_BYTES = 32
# Of a password: a shorter word may stand in it by chance, and so much besides words makes it good.
SHORTEST_WORD = 4
ENOUGH_BESIDES = 6


def make_invitation() -> str:
    """Return the secret part of an invitation's link."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(token: str) -> bytes:
    """Return what is stored. Unsalted is enough at 256 bits of entropy."""
    return hashlib.sha256(token.encode()).digest()


def must_be_open(accepted_at: datetime | None, expires_at: datetime, *, at: datetime) -> None:
    """Refuse with InvitationUsed or InvitationExpired unless the invitation still holds."""
    if accepted_at is not None:
        raise InvitationUsed
    if expires_at <= at:
        raise InvitationExpired


def is_made_of(password: str, words: Iterable[str]) -> bool:
    """Return whether little is left of a password without words that anybody would try."""
    left = password.lower()
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= SHORTEST_WORD:
            left = left.replace(word.lower(), "")
    return left != password.lower() and len(left) < ENOUGH_BESIDES
