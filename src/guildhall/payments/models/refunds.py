"""Refunds as they are decided. What was really given back is in payments' events."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.payments.models.payments import money
from guildhall.payments.states import GRANT, GrantMove, GrantState


class GrantedRefund(models.Model):
    """What somebody decided to give back of a reference, of which lines and why."""

    id = models.UUIDField(primary_key=True, default=new_id)
    reference = models.CharField(max_length=80, db_index=True)
    key = models.CharField(max_length=120, unique=True)
    currency = models.CharField(max_length=3)
    amount = money()
    shipping = money(db_default=0)
    lines = models.JSONField(default=list)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default=GRANT.start.value)
    scopes = models.JSONField(default=list)
    granted_by = models.CharField(max_length=80)
    granted_at = models.DateTimeField()
    business_date = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="payments_grant_positive", condition=Q(amount__gt=0))
        ]

    def move(self, move: GrantMove) -> None:
        """Change the state by its table. Refuses with MoveNotAllowed."""
        self.state = GRANT.after(GrantState(self.state), move)
