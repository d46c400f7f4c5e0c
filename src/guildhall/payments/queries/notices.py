"""What can be asked about notifications."""

from datetime import datetime
from uuid import UUID

from guildhall.payments.models import Notification
from guildhall.payments.states import NoticeState


def due_notices(at: datetime, *, limit: int) -> tuple[UUID, ...]:
    """Return notifications that wait to be read and are due, those due longest first."""
    rows = Notification.objects.filter(state=NoticeState.WAITING, next_at__lte=at)
    return tuple(rows.order_by("next_at").values_list("id", flat=True)[:limit])
