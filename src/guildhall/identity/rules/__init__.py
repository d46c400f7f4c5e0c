"""How keys and invitations are made and checked, and how roles become grants. Pure."""

from guildhall.identity.rules.keys import (
    PREFIX_BYTES,
    make_token,
    matches,
    prefix_of,
)
from guildhall.identity.rules.people import (
    SECRET_BYTES,
    digest_of,
    grants_of,
    make_invitation,
    must_be_open,
)
from guildhall.identity.rules.sessions import device_name, session_ends_at

__all__ = [
    "PREFIX_BYTES",
    "SECRET_BYTES",
    "device_name",
    "digest_of",
    "grants_of",
    "make_invitation",
    "make_token",
    "matches",
    "must_be_open",
    "prefix_of",
    "session_ends_at",
]
