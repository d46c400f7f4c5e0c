"""How an invitation is made and checked, and how roles become grants. Pure."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from guildhall.identity.errors import InvitationExpired, InvitationUsed
from guildhall.identity.states import CAPABILITIES, Role
from guildhall.kernel.stamp import Grant

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


def grants_of(roles: Iterable[tuple[str, str]]) -> tuple[Grant, ...]:
    """Return the grants of (role, scope) pairs, one by one, never unioned."""
    return tuple(
        Grant(capability, scope)
        for role, scope in roles
        for capability in CAPABILITIES[Role(role)]
    )
