"""Until when a merge can be undone. Pure."""

from datetime import datetime, timedelta

UNDONE_WITHIN = timedelta(days=30)


def may_be_undone_until(at: datetime) -> datetime:
    return at + UNDONE_WITHIN
