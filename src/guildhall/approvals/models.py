"""What needs a second pair of eyes, what waits for it, and who stands in for whom."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from guildhall.approvals.states import APPROVAL, ApprovalMove, ApprovalState
from guildhall.kernel.ids import new_id


class ApprovalRule(models.Model):
    """From which size on an action, somewhere, needs somebody else's yes.

    `scope` is "all" or a place, such as "location:S1". What `threshold` counts is the action's
    own measure: units, or money in the company's currency.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    action = models.CharField(max_length=60)
    scope = models.CharField(max_length=80, default="all")
    threshold = models.DecimalField(max_digits=18, decimal_places=4)
    four_eyes = models.BooleanField(default=True)
    hours = models.PositiveSmallIntegerField(default=72)
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="approvals_rule_once", fields=["action", "scope"]),
            models.CheckConstraint(name="approvals_threshold", condition=Q(threshold__gte=0)),
        ]


class Approval(models.Model):
    """A command that waits: what is to be done, by whom it was asked, what it would change.

    The stored payload is what is carried out, never anything that was sent again.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    action = models.CharField(max_length=60)
    command = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField(default=1)
    payload = models.JSONField()
    shown = models.JSONField(default=dict)
    scopes = models.JSONField(default=list)
    measure = models.DecimalField(max_digits=18, decimal_places=4)
    reason = models.CharField(max_length=300, default="")
    four_eyes = models.BooleanField(default=True)
    requester_kind = models.CharField(max_length=20)
    requester_id = models.UUIDField(null=True)
    requester_name = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default=APPROVAL.start.value)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decider_id = models.UUIDField(null=True)
    decider_name = models.CharField(max_length=80, default="")
    decided_for_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, default="")
    finished_at = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(name="approvals_page", fields=["created_at", "id"]),
            models.Index(
                name="approvals_waiting", fields=["expires_at"], condition=Q(state="waiting")
            ),
        ]

    def move(self, move: ApprovalMove) -> None:
        self.state = APPROVAL.after(ApprovalState(self.state), move)


class Delegation(models.Model):
    """Who decides for whom, for a time."""

    id = models.UUIDField(primary_key=True, default=new_id)
    giver_id = models.UUIDField()
    taker_id = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="approvals_delegation", condition=Q(ends_at__gt=F("starts_at"))
            )
        ]
