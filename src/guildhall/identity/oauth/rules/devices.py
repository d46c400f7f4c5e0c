"""Codes of devices (RFC 8628): what a person types, and how often a device may ask."""

import secrets
from datetime import datetime, timedelta

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that no code spells a word; no digits, so that 0 and O are not confused."""
LENGTH = 8
LIVES = timedelta(minutes=10)
FIRST_INTERVAL = 5
SLOWER_BY = 5


def make_user_code() -> str:
    """Return eight consonants: 34 bits, for ten minutes, behind a limit of attempts."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def make_device_code() -> str:
    return secrets.token_urlsafe(32)


def shown(user_code: str) -> str:
    """Return a code as people read it."""
    return f"{user_code[:4]}-{user_code[4:]}"


def typed(text: str) -> str:
    """Return the code that somebody typed, however they wrote it; empty where it is none."""
    code = "".join(text.upper().replace("-", " ").split())
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else ""


def is_too_early(polled_at: datetime | None, *, interval: int, at: datetime) -> bool:
    """Return whether a device asks again before its interval has passed."""
    return polled_at is not None and at < polled_at + timedelta(seconds=interval)
