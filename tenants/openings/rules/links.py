"""Links in mails: made anew from the row whenever they are needed, and kept nowhere."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from uuid import UUID

CONFIRM = "guildhall.openings.confirm"
INVITE = "guildhall.openings.invite"
_ID_BYTES = 16


def confirmation(key: str, opening: UUID) -> str:
    """Return the token that proves that somebody reads the mail of an opening."""
    return _text(opening.bytes + _seal(key, CONFIRM, opening.bytes))


def confirmed_by(key: str, token: str) -> UUID | None:
    """Return the opening that a token belongs to, or None if we did not make it."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Error, ValueError):
        return None
    opening, seal = raw[:_ID_BYTES], raw[_ID_BYTES:]
    if not hmac.compare_digest(seal, _seal(key, CONFIRM, opening)):
        return None
    return UUID(bytes=opening)


def invitation(key: str, opening: UUID, *, nonce: str) -> str:
    """Return the secret of the first owner's invitation: the same after a crash."""
    return _text(_seal(key, INVITE, opening.bytes + nonce.encode()))


def _seal(key: str, purpose: str, message: bytes) -> bytes:
    return hmac.digest(key.encode(), purpose.encode() + b"\0" + message, "sha256")


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
