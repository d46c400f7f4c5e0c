"""Codes that are sent and tokens that are kept: made of secrets, kept as hashes. Pure."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from uuid import UUID

DIGITS = 6
LASTS = timedelta(minutes=10)
MOST_TRIES = 5
SESSION_LASTS = timedelta(days=30)
# Looked at again no sooner than this: a session's row is not written with every call.
NOTED_EVERY = timedelta(hours=1)
PREFIX = "gst_"


def code_digest(code: str, *, row: UUID, pepper: bytes) -> str:
    """Return how a code is kept: of a million codes, none can be tried without the pepper."""
    return hmac.new(pepper, f"{row}:{code}".encode(), hashlib.sha256).hexdigest()


def is_code(code: str, digest: str, *, row: UUID, peppers: tuple[bytes, ...]) -> bool:
    """Return whether this is the code that was kept, whichever pepper it was kept with."""
    right = (code_digest(code, row=row, pepper=pepper) for pepper in peppers)
    return any(hmac.compare_digest(each, digest) for each in right)


def token_for(session: UUID, *, key: str, pepper: bytes) -> str:
    """Return a session's token. The same call again, known by its key, is told the same one."""
    secret = hmac.new(pepper, f"{session}:{key}".encode(), hashlib.sha256).digest()
    return PREFIX + urlsafe_b64encode(secret).decode().rstrip("=")


def token_digest(token: str) -> str:
    """Return how a token is kept. It is long enough that no pepper is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def plain_code(number: int) -> str:
    return f"{number:0{DIGITS}d}"
