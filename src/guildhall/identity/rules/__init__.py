"""How keys and invitations are made and checked, and how roles become grants. Pure."""

from guildhall.identity.rules.keys import (
    PREFIX_BYTES,
    checksum_of,
    comes_from,
    is_newest,
    keyed_digest,
    make_token,
    matches,
    network_of,
    prefix_of,
)
from guildhall.identity.rules.people import (
    SECRET_BYTES,
    digest_of,
    is_made_of,
    make_invitation,
    must_be_open,
)
from guildhall.identity.rules.rights import (
    built_in,
    explain,
    grants_held,
    grants_of,
    holds_until,
    is_lasting_owner,
    must_be_known,
    must_be_scope,
    must_not_be_over,
    version_of,
)
from guildhall.identity.rules.sessions import device_name, session_ends_at

__all__ = [
    "PREFIX_BYTES",
    "SECRET_BYTES",
    "built_in",
    "checksum_of",
    "comes_from",
    "device_name",
    "digest_of",
    "explain",
    "grants_held",
    "grants_of",
    "holds_until",
    "is_lasting_owner",
    "is_made_of",
    "is_newest",
    "keyed_digest",
    "make_invitation",
    "make_token",
    "matches",
    "must_be_known",
    "must_be_open",
    "must_be_scope",
    "must_not_be_over",
    "network_of",
    "prefix_of",
    "session_ends_at",
    "version_of",
]
