"""Charge backs: a bank took money back, and somebody has to answer in time."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id
from guildhall.payments.models.bills import money
from guildhall.payments.states import DISPUTE, DisputeMove, DisputeState


class Dispute(models.Model):
    """One charge back. Money alone: neither the order nor its goods are touched by it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(
        "payments.ProviderAccount", models.PROTECT, related_name="disputes", db_index=False
    )
    payment = models.ForeignKey(
        "payments.Payment", models.PROTECT, related_name="disputes", null=True
    )
    psp_reference = models.CharField(max_length=120)
    amount = money()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=80, default="")
    vendor_state = models.CharField(max_length=80, default="")
    state = models.CharField(max_length=16, default=DISPUTE.start.value)
    evidence = models.TextField(default="")
    owner_id = models.UUIDField(null=True)
    due_by = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="payments_dispute_once", fields=["account", "psp_reference"]
            )
        ]
        indexes: ClassVar = [
            models.Index(
                name="payments_disputes_due",
                fields=["due_by", "id"],
                condition=Q(state__in=["opened", "evidence_due"]),
            ),
            models.Index(name="payments_disputes_newest", fields=["opened_at", "id"]),
        ]

    def move(self, move: DisputeMove) -> None:
        """Change the state by its table. Refuses with MoveNotAllowed."""
        self.state = DISPUTE.after(DisputeState(self.state), move)
