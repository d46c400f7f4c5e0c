"""When a session ends."""

from datetime import datetime

from guildhall.identity.states import IDLE_SESSION, LONGEST_SESSION


def session_ends_at(signed_in_at: datetime, seen_at: datetime) -> datetime:
    """Return when it ends if nobody uses it any more."""
    return min(signed_in_at + LONGEST_SESSION, seen_at + IDLE_SESSION)
