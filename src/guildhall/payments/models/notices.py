"""Notifications as they came."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from guildhall.kernel.ids import new_id
from guildhall.payments.models.accounts import ProviderAccount
from guildhall.payments.states import NOTICE, NoticeMove, NoticeState


class Notification(models.Model):
    """One notification, its signature checked: its very bytes, and what it says.

    `payment` is our key of what it tells of. The bytes are dropped after a time.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(
        ProviderAccount, models.PROTECT, related_name="notices", db_index=False
    )
    event_id = models.CharField(max_length=160)
    kind = models.CharField(max_length=80, default="")
    payment = models.CharField(max_length=80, default="")
    body = models.BinaryField()
    headers = models.JSONField(default=dict)
    query = models.JSONField(default=dict)
    said = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default=NOTICE.start.value)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, default="")
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payments_notice_once", fields=["account", "event_id"])
        ]
        indexes: ClassVar = [
            models.Index(
                name="payments_notices_due",
                fields=["next_at"],
                condition=Q(state="waiting"),
            ),
            models.Index(name="payments_notices_newest", fields=["received_at"]),
        ]

    def move(self, move: NoticeMove) -> None:
        """Change the state by its table. Refuses with MoveNotAllowed."""
        self.state = NOTICE.after(NoticeState(self.state), move)
