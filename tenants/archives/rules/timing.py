"""When archives are due and how long they are kept."""

from datetime import datetime, timedelta
from uuid import UUID

from tenants.archives.states import ArchiveKind

EVERY = timedelta(days=1)
GRACE = timedelta(days=30)
KEEP_FORMER = timedelta(days=7)
KEEP = {
    ArchiveKind.SCHEDULED: timedelta(days=14),
    ArchiveKind.MANUAL: timedelta(days=90),
    ArchiveKind.BEFORE_RESTORE: timedelta(days=30),
    ArchiveKind.CUSTOMER: timedelta(days=7),
    ArchiveKind.FINAL: GRACE,
}
# Whoever fills an archive says so now and then; after this long in silence it is given up.
SILENCE = timedelta(hours=6)


def slot(tenant_id: UUID, at: datetime) -> datetime:
    """Return when the company's last turn began: each has its own minute of the day.

    Spread by id, a thousand companies never start at once.
    """
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    turn = midnight + timedelta(seconds=tenant_id.int % int(EVERY.total_seconds()))
    return turn if turn <= at else turn - EVERY


def is_due(tenant_id: UUID, *, last: datetime | None, at: datetime) -> bool:
    """Tell whether the company's turn has come since its last scheduled archive."""
    return last is None or last < slot(tenant_id, at)
