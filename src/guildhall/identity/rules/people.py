"""How an invitation is made and checked. Pure."""

import hashlib
import secrets
from datetime import datetime

from guildhall.identity.errors import InvitationExpired, InvitationUsed

SECRET_BYTES = 32


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
